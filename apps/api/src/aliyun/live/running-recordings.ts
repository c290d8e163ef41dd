import {
  fileIdOf,
  isFinal,
  type OpenCycle,
  type OpenCyclePiece,
  type Recording,
  type RecordingFile,
  type StreamName,
} from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { isSameStream } from './index-files.ts'

/** Streams whose records may drive recordings of this name: itself, and those that it is a rendition of (`{stream}_{rendition}`). */
const driversOf = (stream: StreamName): StreamName[] => [
  stream,
  ...[...stream.stream.matchAll(/_/g)].map(({ index }) => ({
    ...stream,
    stream: stream.stream.slice(0, index),
  })),
]

/** The recordings of just that stream which have not ended. */
export const runningRecordings = async (
  { store }: Pick<ApiContext, 'store'>,
  stream: StreamName,
): Promise<Recording[]> => {
  const drivers = await Promise.all(driversOf(stream).map((name) => store.streams.get(name)))
  const driven = drivers.flatMap((driver) => driver?.recordings ?? [])
  const recordings = await Promise.all(
    driven.map(({ recordingId }) => store.recordings.get(recordingId)),
  )
  return recordings.filter(
    (recording) =>
      recording !== null && !isFinal(recording.state) && isSameStream(recording.stream, stream),
  ) as Recording[]
}

/** What is stored of a cycle of TS slices as if it ended now; null when it is of another kind, or nothing is stored yet. */
const fileSoFar = (
  recordingId: string,
  cycle: OpenCycle,
  pieces: OpenCyclePiece[],
): RecordingFile | null => {
  const slices = pieces.flatMap(({ slice }) => slice ?? [])
  const [first] = slices
  const last = slices.at(-1)
  if (cycle.format !== 'm3u8' || first === undefined || last === undefined) return null
  const { generation, format, output, sequence, key, width, height, codecs, initKey, storage } =
    cycle
  return {
    id: fileIdOf(recordingId, output, sequence),
    recordingId,
    generation,
    format,
    output,
    sequence,
    storageType: storage.type,
    bucket: (storage.type === 's3' ? storage.bucket : storage.directory) ?? '',
    key,
    bytes: slices.reduce((sum, { bytes }) => sum + bytes, 0),
    // known when it ends
    crc32: '00000000',
    durationMs: slices.reduce((sum, { durationMs }) => sum + durationMs, 0),
    startedAtMs: first.startedAtMs,
    endedAtMs: last.startedAtMs + last.durationMs,
    width,
    height,
    codecs,
    slices,
    initKey,
  }
}

/** The cycles of TS slices of a stream that are recorded now, as files of what is stored of them. */
export const runningFiles = async (
  context: Pick<ApiContext, 'store'>,
  stream: StreamName,
): Promise<RecordingFile[]> => {
  const recordings = await runningRecordings(context, stream)
  const found = await Promise.all(
    recordings.map(async ({ id }) => {
      const cycles = await context.store.openCycles.list(id)
      return cycles.map(({ cycle, pieces }) => fileSoFar(id, cycle, pieces))
    }),
  )
  return found.flat().filter((file) => file !== null)
}
