import { TapedeckError } from '@tapedeck/contracts'
import { outputFormats, type RecordingFile } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import type { FileIndexQuery, FileIndexStore, IndexedFile } from './file-index-store.ts'
import { sortAllFiles, sortFiles } from './sort-files.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import { memberOfStream, streamOfMember } from './stream-member.ts'
import { sweepFiles } from './sweep-files.ts'

/** Ids of recordings have no dot in them, and those of files begin with theirs. */
const recordingIdOf = (fileId: string): string => fileId.split('.', 1)[0] ?? ''

const storedAtMsOf = (facts: string): number => Number(facts.split(' ')[1])

const read = async ({ redis }: StoreContext, fileId: string): Promise<IndexedFile | null> => {
  const recordingId = recordingIdOf(fileId)
  const [facts, stream, text] = await Promise.all([
    redis.hget(keys.indexedFiles(recordingId), fileId),
    redis.hget(keys.streamsOfFiles, recordingId),
    redis.hget(keys.files(recordingId), fileId),
  ])
  if (facts === null || stream === null || text === null) return null
  return {
    file: JSON.parse(text) as RecordingFile,
    stream: streamOfMember(stream),
    storedAtMs: storedAtMsOf(facts),
  }
}

const indexesOf = ({ recordingIds, stream, format }: FileIndexQuery): string[] => {
  const formats = outputFormats.filter((known) => format === null || format === known)
  if (recordingIds !== null)
    return [...new Set(recordingIds)].flatMap((id) =>
      formats.map((known) => keys.filesOfRecording(known, id)),
    )
  if (stream === null) return formats.map(keys.filesOfJobs)
  return formats.map((known) => keys.filesOfStream(known, memberOfStream(stream)))
}

type Entry = { fileId: string; startedAtMs: number }

/** @param texts file ids and times by turns */
const entriesOf = (texts: string[]): Entry[] =>
  texts.flatMap((fileId, i) => (i % 2 === 0 ? [{ fileId, startedAtMs: Number(texts[i + 1]) }] : []))

/** As Redis orders what has the same score: by bytes, which of these ids are characters. */
const ascending = (a: Entry, b: Entry): number => {
  if (a.startedAtMs !== b.startedAtMs) return a.startedAtMs - b.startedAtMs
  return a.fileId < b.fileId ? -1 : 1
}

/** So many are counted in some hundred milliseconds of Redis' time at most. */
const maxRecordings = 200

type Found = { files: IndexedFile[]; total: number }

const findIn = async (
  context: StoreContext,
  indexes: string[],
  { fromMs, toMs, order, offset, limit }: FileIndexQuery,
): Promise<Found> => {
  const [total, skip, ...found] = (await runScript(context.redis, 'tapedeckFindFiles', indexes, [
    fromMs ?? '',
    toMs ?? '',
    order,
    offset,
    limit,
  ])) as [number, number, ...string[][]]
  const direction = order === 'asc' ? 1 : -1
  const page = found
    .flatMap(entriesOf)
    .toSorted((a, b) => direction * ascending(a, b))
    .slice(skip, skip + limit)
  const files = await Promise.all(page.map(({ fileId }) => read(context, fileId)))
  return { files: files.filter((file) => file !== null), total }
}

/**
 * Recorders of a former version may run beside this one for a while, and put files into both indexes: they are never given, and
 * counted until a page would have them.
 */
const findSorted = async (
  context: StoreContext,
  indexes: string[],
  query: FileIndexQuery,
): Promise<Found> => {
  await sortAllFiles(context)
  const index = query.stream === null ? 'jobs' : 'streams'
  for (;;) {
    const found = await findIn(context, indexes, query)
    const recordingIds = new Set(found.files.map(({ file }) => file.recordingId))
    // each turn takes some out, or is the last
    if ((await sortFiles(context, index, [...recordingIds])) === 0) return found
  }
}

const find = async (context: StoreContext, query: FileIndexQuery): Promise<Found> => {
  const { recordingIds } = query
  if ((recordingIds ?? []).length > maxRecordings)
    throw new TapedeckError('INPUT_INVALID', {
      detail: `Files of ${maxRecordings} recordings at most are found at once`,
    })
  const indexes = indexesOf(query)
  if (indexes.length === 0) return { files: [], total: 0 }
  await sweepFiles(context)
  return recordingIds === null
    ? findSorted(context, indexes, query)
    : findIn(context, indexes, query)
}

/** Stored files over all recordings, over Redis. Indexed with the write that stores them. */
export const createFileIndex = (context: StoreContext): FileIndexStore => ({
  find: (query) => find(context, query),
  get: (fileId) => read(context, fileId),
  forget: async (fileId) => {
    const answer = keys.answer(newNonce(context))
    const args = [recordingIdOf(fileId), fileId]
    return (await runScript(context.redis, 'tapedeckForgetIndexedFile', [answer], args)) === '1'
  },
})
