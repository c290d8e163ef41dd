import { isTapedeckError } from '@tapedeck/contracts'
import type { Recording } from '@tapedeck/domain'
import { type JobOutcome, retryLater } from '@tapedeck/queue'
import pLimit from 'p-limit'
import { isActive } from './pass-on.ts'
import { encoderFailure, madeProfileOf } from './rendition-pull.ts'
import type { SessionDeps } from './session/session-deps.ts'
import type { SessionRegistry } from './session-registry.ts'

/** How long a job waits that is nothing for this recorder now. */
const againDelayMs = 1000

/** True when another recorder can make a rendition that this one's ffmpeg cannot. */
const isForOthers = async (
  { store, recorderId, pull }: SessionDeps,
  recording: Recording,
): Promise<boolean> => {
  if (encoderFailure(recording, pull.encoder) === null) return false
  const recorders = await store.recorders.list()
  return recorders.some(
    (other) => other.recorderId !== recorderId && other.encodes === true && isActive(other),
  )
}

/** Does the jobs that wake a recorder: takes the recording, or leaves it to another recorder. */
export const createRecordJob = (
  deps: SessionDeps,
  registry: SessionRegistry,
): ((job: { recordingId: string }) => Promise<JobOutcome | undefined>) => {
  // several renditions of one stream come at once; each has to see the room that the one before it took
  const oneEncoder = pLimit(1)
  const take = async (recording: Recording): Promise<JobOutcome | undefined> => {
    if (!registry.hasRoomFor(recording)) return retryLater(againDelayMs)
    try {
      const isTaken = await registry.take(recording.id)
      deps.log.info({ recordingId: recording.id, isTaken }, 'job')
      return undefined
    } catch (error) {
      if (!isTapedeckError(error) || error.code !== 'SERVICE_BUSY') throw error
      deps.log.warn({ err: error, recordingId: recording.id }, 'left to other recorders')
      return retryLater(againDelayMs)
    }
  }
  return async ({ recordingId }) => {
    if (registry.has(recordingId)) return undefined
    const recording = await deps.store.recordings.get(recordingId)
    // deleted since it was asked for
    if (recording === null) return undefined
    if (madeProfileOf(recording) === null) return take(recording)
    if (await isForOthers(deps, recording)) return retryLater(againDelayMs)
    return oneEncoder(() => take(recording))
  }
}
