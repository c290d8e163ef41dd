import { buildEvent } from '@tapedeck/contracts'
import { outputOf, type Recording, type RecordingFile } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import { decodeOffset, encodeOffset } from './page-cursor.ts'
import { decodeEntry, encodeEntry, factsOfFile } from './retention-entries.ts'
import type { Lease, Page } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { isStale, readRecording } from './stored-recording.ts'
import { untilNotRaced, writeRecording } from './write-recording.ts'

/** See RecordingStore.file. */
export const findFile = async (
  { redis }: StoreContext,
  id: string,
  fileId: string,
): Promise<RecordingFile | null> => {
  const text = await redis.hget(keys.files(id), fileId)
  return text === null ? null : (JSON.parse(text) as RecordingFile)
}

/** Files in the order in which they were stored. */
export const listFiles = async (
  context: StoreContext,
  id: string,
  page: { cursor: string | null; limit: number },
): Promise<Page<RecordingFile>> => {
  const offset = decodeOffset(page.cursor)
  const fileIds = await context.redis.lrange(keys.fileOrder(id), offset, offset + page.limit)
  const shown = fileIds.slice(0, page.limit)
  const found = shown.length === 0 ? [] : await context.redis.hmget(keys.files(id), ...shown)
  const items = found.flatMap((text) => (text === null ? [] : [JSON.parse(text) as RecordingFile]))
  const isMore = fileIds.length > page.limit
  return { items, nextCursor: isMore ? encodeOffset(offset + page.limit) : null }
}

const storedGeneration = async (
  context: StoreContext,
  file: RecordingFile,
): Promise<number | null> =>
  (await findFile(context, file.recordingId, file.id))?.generation ?? null

const withFile = (recording: Recording, file: RecordingFile): Recording => ({
  ...recording,
  revision: recording.revision + 1,
  fileCount: recording.fileCount + 1,
  storedBytes: recording.storedBytes + file.bytes,
})

/**
 * See RecordingStore.addFile. A file that this generation stored already is there even when the lease has gone on:
 * answering false would make its owner throw the object away.
 */
export const addFile = (
  context: StoreContext,
  lease: Lease,
  file: RecordingFile,
): Promise<boolean> =>
  untilNotRaced(async () => {
    const stored = await readRecording(context, file.recordingId)
    if (stored === null) return false
    const knownGeneration = await storedGeneration(context, file)
    if (knownGeneration === file.generation && file.generation === lease.generation) return true
    if (isStale(stored, lease)) return false
    if (knownGeneration !== null) return true
    const next = withFile({ ...stored.recording, generation: lease.generation }, file)
    const event = buildEvent('file.created', next, context.clock(), file)
    const endedCycle = { output: outputOf(file), sequence: file.sequence }
    const write = { stored, next, lease, event, file, endedCycle }
    const outcome = await writeRecording(context, write)
    return outcome === 'raced' ? outcome : outcome === 'written'
  })

/** See RecordingStore.addFiller. The cycle that a filler continues is not its own, so it stays as it is. */
export const addFiller = (context: StoreContext, file: RecordingFile): Promise<boolean> =>
  untilNotRaced(async () => {
    const stored = await readRecording(context, file.recordingId)
    if (stored === null) return false
    if ((await storedGeneration(context, file)) !== null) return true
    const next = withFile(stored.recording, file)
    const event = buildEvent('file.created', next, context.clock(), file)
    const outcome = await writeRecording(context, { stored, next, lease: null, event, file })
    return outcome === 'raced' ? outcome : outcome === 'written'
  })

/** The entry by which the file's objects are removed one day, as it is to be; '' when there is none. */
const nextEntry = async ({ redis }: StoreContext, file: RecordingFile): Promise<string> => {
  const text = await redis.hget(keys.retention, file.id)
  return text === null ? '' : encodeEntry({ ...decodeEntry(text), ...factsOfFile(file) })
}

/** See RecordingStore.updateFile. */
export const updateFile = async (
  context: StoreContext,
  file: RecordingFile,
  before?: RecordingFile,
): Promise<boolean> => {
  const expected = before === undefined ? '' : JSON.stringify(before)
  const args = [
    file.id,
    JSON.stringify(file),
    expected,
    await nextEntry(context, file),
    file.removedAtMs === undefined ? '' : file.recordingId,
  ]
  const names = [keys.files(file.recordingId), keys.retention]
  return (await runScript(context.redis, 'tapedeckUpdateFile', names, args)) === 1
}
