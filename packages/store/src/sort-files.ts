import { keys, runScript } from '@tapedeck/redis'
import type { StoreContext } from './store-context.ts'

/** Few: each may have thousands of files. */
const recordingsPerStep = 20

/** The index of the files of jobs, or those of the files of streams. */
type FilesOf = 'jobs' | 'streams'

/** Takes the files of those of the recordings out of an index that are not of it; tells how many. */
export const sortFiles = async (
  { redis }: StoreContext,
  index: FilesOf | 'both',
  recordingIds: string[],
): Promise<number> => {
  if (recordingIds.length === 0) return 0
  return Number(await runScript(redis, 'tapedeckSortFiles', [], [index, ...recordingIds]))
}

/** The same of every recording and both indexes, once: former versions had each file in both. */
export const sortAllFiles = async (context: StoreContext): Promise<void> => {
  const { redis } = context
  if ((await redis.exists(keys.fileIndexSorted)) === 1) return
  let cursor = '0'
  do {
    const [next, found] = await redis.hscan(keys.streamsOfFiles, cursor, 'COUNT', recordingsPerStep)
    cursor = next
    // ids and streams by turns
    const ids = found.filter((_, i) => i % 2 === 0)
    for (let from = 0; from < ids.length; from += recordingsPerStep)
      await sortFiles(context, 'both', ids.slice(from, from + recordingsPerStep))
  } while (cursor !== '0')
  await redis.set(keys.fileIndexSorted, '1')
}
