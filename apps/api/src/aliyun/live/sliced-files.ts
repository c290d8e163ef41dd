import { liveError } from '@tapedeck/aliyun'
import type { RecordingFile, StreamName } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { runningFiles } from './running-recordings.ts'

/** The longest cycle: no file that reaches into a span begins earlier before it. */
const longestCycleMs = 24 * 3_600_000
/** Every cycle of 5 s, the shortest, in the longest span and in the day before it. */
const maxFiles = 100_000
const filesPerPage = 500

type Span = { StartTime: number; EndTime: number }

const reachesInto = (file: RecordingFile, { StartTime, EndTime }: Span): boolean =>
  file.endedAtMs > StartTime && file.startedAtMs <= EndTime && file.slices.length > 0

/** By their ids: one that is stored meanwhile may move another to the next page. */
const storedFiles = async (
  { store }: Pick<ApiContext, 'store'>,
  stream: StreamName,
  span: Span,
): Promise<Map<string, RecordingFile>> => {
  const found = new Map<string, RecordingFile>()
  for (let offset = 0; ; offset += filesPerPage) {
    const { files, total } = await store.fileIndex.find({
      recordingIds: null,
      stream,
      format: 'm3u8',
      fromMs: span.StartTime - longestCycleMs,
      toMs: span.EndTime,
      order: 'asc',
      offset,
      limit: filesPerPage,
    })
    if (total > maxFiles) throw liveError('InvalidEndTime.Mismatch')
    for (const { file } of files) if (reachesInto(file, span)) found.set(file.id, file)
    if (offset + filesPerPage >= total) return found
  }
}

/**
 * Files with TS slices of a stream that reach into a span, the oldest first; those that are only an index of others are left out.
 * A cycle that is recorded now is there with the slices that are stored.
 * @throws AliyunError InvalidEndTime.Mismatch when there are too many to look at
 */
export const slicedFiles = async (
  context: Pick<ApiContext, 'store'>,
  stream: StreamName,
  span: Span,
): Promise<RecordingFile[]> => {
  // before the files: a cycle that ends meanwhile is in one of both
  const running = await runningFiles(context, stream)
  const stored = await storedFiles(context, stream, span)
  const open = running.filter((file) => !stored.has(file.id) && reachesInto(file, span))
  return [...stored.values(), ...open].toSorted((a, b) => a.startedAtMs - b.startedAtMs)
}
