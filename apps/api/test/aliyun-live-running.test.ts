import type { RecordingSlice } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from './aliyun-clients.ts'
import { api, live, s3, useAliyunLive } from './aliyun-live-fixture.ts'
import { mp4Template } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { domain, named } from './stream-fixture.ts'

useAliyunLive()

const app = 'run'
const minuteMs = 60_000
const startMs = Date.UTC(2026, 5, 1, 10)
const at = (minutes: number): string =>
  `${new Date(startMs + minutes * minuteMs).toISOString().slice(0, 19)}Z`

beforeAll(async () => {
  const [format] = mp4Template.formats
  const template = { ...mp4Template, renditions: { profiles: ['ld'], formats: [format] } }
  await api.createRule({ app, template })
})

/** A stream that is recorded, and its recordings: the one of the stream as it is first. */
const record = async (stream: string): Promise<[Lease, Lease]> => {
  await api.publish(named(stream, app))
  const { recordings } = await api.stream(named(stream, app))
  const leaseOf = async (rendition: string | null): Promise<Lease> => {
    const id = recordings.find((one) => one.rendition === rendition)?.recordingId ?? ''
    return await advance(api.store, id, 'recording')
  }
  return [await leaseOf(null), await leaseOf('ld')]
}

/** The slice of a minute. */
const slice = (minute: number): RecordingSlice => ({
  key: `run/slices/${minute}.ts`,
  sequence: minute,
  bytes: 3,
  durationMs: minuteMs,
  startedAtMs: startMs + minute * minuteMs,
  discontinuity: false,
})

/** Notes a cycle that is recorded now, of the slices of these minutes. */
const openCycle = async (lease: Lease, sequence: number, minutes: number[]): Promise<void> => {
  const cycle = { output: 'm3u8', sequence }
  await api.store.openCycles.put(lease, {
    ...{ ...cycle, format: 'm3u8', generation: lease.generation, uploadId: null, initKey: null },
    ...{ storage: { type: 's3', bucket: s3.bucket }, key: `run/live-${sequence}`, contentType: '' },
    ...{ from: { generation: lease.generation, sequence: 0 }, codecs: [], startedAtMs: startMs },
    ...{ width: 1280, height: 720 },
  })
  for (const minute of minutes)
    await api.store.openCycles.addPiece(lease, cycle, {
      ...{ number: minute, bytes: 3, crc32: '00000000', etag: null, slice: slice(minute) },
      ...{ wholeBytes: null, mediaMs: 0, through: [] },
    })
}

const storeFile = async (lease: Lease, sequence: number, minutes: number[]): Promise<void> => {
  const slices = minutes.map(slice)
  const startedAtMs = slices[0]?.startedAtMs ?? 0
  const file = fileOf(lease, `run/${lease.recordingId}/${sequence}.m3u8`, {
    ...{ format: 'm3u8', sequence, bucket: s3.bucket, slices, startedAtMs },
    ...{ durationMs: minutes.length * minuteMs },
    endedAtMs: startedAtMs + minutes.length * minuteMs,
  })
  await api.store.recordings.addFile(lease, file)
}

const spanOf = (stream: string, from: number, to: number) => ({
  ...{ DomainName: domain, AppName: app, StreamName: stream },
  ...{ StartTime: at(from), EndTime: at(to) },
})

const index = (stream: string, from: number, to: number) =>
  live('CreateLiveStreamRecordIndexFiles', {
    ...spanOf(stream, from, to),
    ...{ OssEndpoint: new URL(s3.endpoint).host, OssBucket: s3.bucket },
    OssObject: 'run/index/{StreamName}-{Hour}-{Minute}.m3u8',
  })

/** The minutes whose slices an index names. */
const minutesIn = async (answer: Promise<Record<string, unknown>>): Promise<number[]> => {
  const { OssObject } = (await answer).RecordInfo as { OssObject: string }
  const objects = api.storage.resolve({ type: 's3', bucket: s3.bucket })
  const playlist = (await objects.get(OssObject)).toString()
  return [...playlist.matchAll(/slices\/(\d+)\.ts/g)].map(([, minute]) => Number(minute))
}

const contentOf = async (stream: string, from: number, to: number) => {
  const answer = await live('DescribeLiveStreamRecordContent', spanOf(stream, from, to))
  const list = answer.RecordContentInfoList as { RecordContentInfo: Record<string, unknown>[] }
  return list.RecordContentInfo.map(({ StartTime, EndTime }) => [StartTime, EndTime])
}

describe('a stream whose cycle is recorded now', () => {
  it('gets an index of what is stored of it, each slice once', async () => {
    const [lease] = await record('open')
    await openCycle(lease, 0, [0, 1])
    expect(await minutesIn(index('open', 0, 10))).toEqual([0, 1])
    expect(await contentOf('open', 0, 10)).toEqual([[at(0), at(2)]])
    await storeFile(lease, 0, [0, 1, 2])
    await openCycle(lease, 1, [3, 4])
    expect(await minutesIn(index('open', 1, 4))).toEqual([1, 2, 3])
    expect(await contentOf('open', 0, 10)).toEqual([
      [at(0), at(3)],
      [at(3), at(5)],
    ])
    expect(await contentOf('open', 0, 1)).toEqual([[at(0), at(3)]])
  })

  it('is told apart from its renditions, which get theirs', async () => {
    const [, lease] = await record('made')
    await openCycle(lease, 0, [0])
    expect(await minutesIn(index('made_ld', 0, 10))).toEqual([0])
    expect(await codeOf(index('made', 0, 10))).toBe('NoRecordContent')
  })
})

it('an index is made of the newest of very many files', async () => {
  const [lease] = await record('many')
  for (let minute = 0; minute < 1100; minute++) await storeFile(lease, minute, [minute])
  expect(await minutesIn(index('many', 1090, 1093))).toEqual([1090, 1091, 1092])
  expect(await contentOf('many', 1096, 1098)).toEqual(
    [1096, 1097, 1098].map((minute) => [at(minute), at(minute + 1)]),
  )
})

it('no index is made of a stream that nobody knows', async () => {
  expect(await codeOf(index('nobody', 0, 10))).toBe('InvalidStream.NotFound')
  await record('empty')
  expect(await codeOf(index('empty', 0, 10))).toBe('NoRecordContent')
})
