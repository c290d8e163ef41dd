import type { StreamName } from '@tapedeck/domain'
import type { IndexedFile } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'

/** The longest cycle: no file that reaches into a span begins earlier before it. */
const longestCycleMs = 24 * 3_600_000
const maxFiles = 1000

/** Files with TS slices of a stream that reach into a span, the oldest first; those that are only an index of others are left out. */
export const slicedFiles = async (
  { store }: Pick<ApiContext, 'store'>,
  stream: StreamName,
  { StartTime, EndTime }: { StartTime: number; EndTime: number },
): Promise<IndexedFile[]> => {
  const { files } = await store.fileIndex.find({
    recordingIds: null,
    stream,
    format: 'm3u8',
    fromMs: StartTime - longestCycleMs,
    toMs: EndTime,
    order: 'asc',
    offset: 0,
    limit: maxFiles,
  })
  return files.filter(({ file }) => file.endedAtMs > StartTime && file.slices.length > 0)
}
