import { type RecordingCommand, type RecordingState, recordingStates } from '@tapedeck/domain'
import { idOfMember, keys } from '@tapedeck/redis'
import { createRecording } from './create-recording.ts'
import { findRequest } from './find-request.ts'
import { listRecordings } from './list-recordings.ts'
import { addFile, addFiller, findFile, listFiles, updateFile } from './recording-files.ts'
import { removeRecording } from './remove-recording.ts'
import { setDesired } from './set-desired.ts'
import type { RecordingStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'
import { sweepFiles } from './sweep-files.ts'
import { sweepIndexes } from './sweep-indexes.ts'
import { tellDegraded } from './tell-degraded.ts'
import { transitionRecording } from './transition-recording.ts'

const sweptPerCount = 1000

const countByState = async (context: StoreContext): Promise<Record<RecordingState, number>> => {
  await sweepIndexes(context, sweptPerCount)
  await sweepFiles(context)
  const counts = await Promise.all(
    recordingStates.map(async (state) => [
      state,
      await context.redis.zcard(keys.recordingsInState(state)),
    ]),
  )
  return Object.fromEntries(counts) as Record<RecordingState, number>
}

/** Recordings over Redis. */
export const createRecordings = (context: StoreContext): RecordingStore => ({
  create: (recording, request) => createRecording(context, recording, request),
  find: (request) => findRequest(context, request),
  get: async (id) => (await readRecording(context, id))?.recording ?? null,
  list: (filter, page) => listRecordings(context, filter, page),
  transition: (request) => transitionRecording(context, request),
  setDesired: (id, change, by = 'api') => setDesired(context, id, change, by),
  commands: async (id) => {
    const commands = await context.redis.lrange(keys.commands(id), 0, -1)
    return commands.map((text) => JSON.parse(text) as RecordingCommand)
  },
  addFile: (lease, file) => addFile(context, lease, file),
  addFiller: (file) => addFiller(context, file),
  updateFile: (file, before) => updateFile(context, file, before),
  tellDegraded: (id, degradation) => tellDegraded(context, id, degradation),
  file: (id, fileId) => findFile(context, id, fileId),
  files: (id, page) => listFiles(context, id, page),
  remove: (id) => removeRecording(context, id),
  listUnfinished: async (limit) => {
    const members = await context.redis.zrange(keys.unfinishedRecordings, '0', String(limit - 1))
    return members.map(idOfMember)
  },
  countByState: () => countByState(context),
})
