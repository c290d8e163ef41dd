import { createHash } from 'node:crypto'
import {
  type AliyunError,
  liveActions,
  liveError,
  renderIndexObject,
  type SelectedSlice,
  selectSlices,
} from '@tapedeck/aliyun'
import {
  isSameStorage,
  type RecordingFile,
  type StorageTarget,
  type StreamName,
} from '@tapedeck/domain'
import { relativeUri, renderMediaPlaylist } from '@tapedeck/media'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { targetOfFile } from '../file-facts.ts'
import { recordingReader } from '../recording-reader.ts'
import { checkedTarget } from './checked-target.ts'
import { findDomain } from './find-config.ts'
import { showIndexFile, streamOf } from './index-files.ts'
import { runningRecordings } from './running-recordings.ts'
import { slicedFiles } from './sliced-files.ts'

const playlistOf = (key: string, slices: SelectedSlice[]): string =>
  renderMediaPlaylist({
    type: 'VOD',
    targetDurationSeconds: 1,
    mediaSequence: 0,
    initUri: null,
    isEnded: true,
    slices: slices.map((slice, i) => ({
      uri: relativeUri(key, slice.key),
      durationMs: slice.durationMs,
      discontinuity: slice.discontinuity && i > 0,
      programDateTimeMs: slice.startedAtMs,
    })),
  })

/** A stream is known while it is live, for a day after that, and as long as records of its files are kept. */
const nothingRecorded = async (context: ApiContext, stream: StreamName): Promise<AliyunError> => {
  const { streams, fileIndex } = context.store
  const everything = { recordingIds: null, format: null, fromMs: null, toMs: null }
  const { total } = await fileIndex.find({
    ...everything,
    stream,
    order: 'asc',
    offset: 0,
    limit: 0,
  })
  const isKnown =
    total > 0 ||
    (await streams.get(stream)) !== null ||
    (await runningRecordings(context, stream)).length > 0
  return liveError(isKnown ? 'NoRecordContent' : 'InvalidStream.NotFound')
}

/** Slices stay where they are: an index names them by paths, so it must lie in their bucket. */
const assertSamePlace = async (
  context: ApiContext,
  files: RecordingFile[],
  target: StorageTarget,
): Promise<void> => {
  const read = recordingReader(context)
  for (const file of files) {
    const recording = await read(file.recordingId)
    if (isSameStorage(targetOfFile(file, recording), target)) continue
    throw liveError(files.length > 1 ? 'InvalidConfig.Changed' : 'InvalidOssBucket.Malformed')
  }
}

/** The record of an index. Its slices belong to the files that they were recorded for, and are removed with those. */
const indexFileOf = (key: string, body: Buffer, slices: SelectedSlice[]): RecordingFile | null => {
  const [first] = slices
  const last = slices.at(-1)
  if (first === undefined || last === undefined) return null
  const { recordingId, generation, storageType, bucket, width, height, codecs } = first.file
  const name = createHash('sha256').update(body).update(key).digest('hex').slice(0, 16)
  return {
    id: `${recordingId}.index-${name}.0`,
    recordingId,
    generation,
    format: 'm3u8',
    output: first.file.output ?? 'm3u8',
    sequence: 0,
    storageType,
    bucket,
    key,
    // of a playlist the slices are counted, and it has none of its own
    bytes: 0,
    crc32: '00000000',
    durationMs: slices.reduce((sum, { durationMs }) => sum + durationMs, 0),
    startedAtMs: first.startedAtMs,
    endedAtMs: last.startedAtMs + last.durationMs,
    width,
    height,
    codecs,
    slices: [],
    initKey: null,
  }
}

/** A playlist of TS slices that were recorded, stored beside them. */
export const createLiveStreamRecordIndexFiles = handledBy(
  liveActions.createLiveStreamRecordIndexFiles,
  async ({ context }, parameters) => {
    await findDomain(context, parameters.DomainName)
    const stream = streamOf(parameters)
    const { OssEndpoint, OssBucket, OssObject, StartTime, EndTime } = parameters
    const target = await checkedTarget(context, OssEndpoint, OssBucket)
    const files = await slicedFiles(context, stream, { StartTime, EndTime })
    if (files.length === 0) throw await nothingRecorded(context, stream)
    await assertSamePlace(context, files, target)
    const slices = selectSlices(files, { StartTime, EndTime }, parameters.EndTimeIncluded)
    const key = renderIndexObject(OssObject, stream, StartTime)
    if (files.some((file) => file.key === key)) throw liveError('InvalidOssObject.Malformed')
    const body = Buffer.from(playlistOf(key, slices))
    const file = indexFileOf(key, body, slices)
    if (file === null) throw liveError('NoRecordContent')
    await context.storage(target).put(key, body, { contentType: 'application/vnd.apple.mpegurl' })
    await context.store.recordings.addFiller(file)
    const storedAtMs = context.clock()
    const { Format: _format, ...info } = await showIndexFile(context, { file, stream, storedAtMs })
    return { RecordInfo: info }
  },
)
