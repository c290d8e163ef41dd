import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RenditionProfile, TimestampRepair } from '@tapedeck/domain'
import { waitForStream } from '@tapedeck/ffmpeg'
import {
  assertDecodes,
  beepDelaysMs,
  type FlvTag,
  flashesOf,
  makeFlashes,
  type NginxRtmp,
  publishTags,
  readPackets,
  startNginxRtmp,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPullReader } from '../src/source/pull-reader.ts'
import { pullSettings } from '../src/source/pull-settings.ts'
import { writePull } from './write-pull.ts'

const hourMs = 3_600_000
const jumpAtMs = 4500
const profile: RenditionProfile = {
  ...{ name: 'ld', height: 90, videoKbps: 200, audioKbps: 64 },
  fps: null,
}
const settings = pullSettings({
  ffmpegPath: 'ffmpeg',
  // a busy machine may let an encoder wait; the server says when the stream is over
  sourceTimeoutMs: 30_000,
  stopTimeoutMs: 8000,
  clock: () => Date.now(),
  monotonic: () => performance.now(),
})

type Jump = {
  /** What the source's clock says after `timeMs` of media; null for a packet that is never sent. */
  stamp: (tag: FlvTag) => number | null
  repairs: TimestampRepair['kind'][]
  /** At least so many beeps are found again, with some behind the jump. */
  beeps: number
}

const after = (before: number, behind: number) => (tag: FlvTag) =>
  tag.timeMs + (tag.timeMs < jumpAtMs ? before : behind)

const jumps: Record<string, Jump> = {
  'jumps forward by an hour': { stamp: after(0, hourMs), repairs: ['jump_forward'], beeps: 5 },
  'jumps back': { stamp: after(100_000, 60_000), repairs: ['jump_back'], beeps: 5 },
  'is silent on one track for a while': {
    stamp: (tag) =>
      tag.kind === 'audio' && tag.timeMs > 3200 && tag.timeMs < 6800 ? null : tag.timeMs,
    repairs: [],
    beeps: 3,
  },
}

type Recorded = { path: string; repairs: TimestampRepair[] }

let directory: string
let source: string
let rtmp: NginxRtmp
const recorded = new Map<string, Recorded>()

const record = async (name: string, { stamp }: Jump): Promise<Recorded> => {
  const slug = name.replaceAll(' ', '-')
  const url = rtmp.url('strict', slug)
  const published = publishTags({
    url,
    file: source,
    timeOf: (tag) => {
      const stampMs = tag.isHeader ? stamp({ ...tag, timeMs: 0 }) : stamp(tag)
      return stampMs === null ? null : { stampMs, sendAtMs: tag.timeMs }
    },
  })
  await waitForStream({
    ...{ url, signal: new AbortController().signal, connectTimeoutMs: 5000 },
    random: () => 0,
  })
  const reader = startPullReader(url, settings, { profile })
  const path = join(directory, `${slug}.mp4`)
  const repairs = await writePull(reader, path)
  await Promise.all([reader.end, published.done])
  return { path, repairs }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-rendition-'))
  // joined at a keyframe some seconds behind its beginning when the machine is busy
  source = await makeFlashes({ dir: directory, seconds: 12, size: '320x180', fps: 25 })
  rtmp = await startNginxRtmp()
  await Promise.all(
    Object.entries(jumps).map(async ([name, jump]) => recorded.set(name, await record(name, jump))),
  )
})
afterAll(async () => {
  await rtmp.stop()
  await rm(directory, { recursive: true, force: true })
})

const get = (name: string): Recorded => {
  const found = recorded.get(name)
  if (found === undefined) throw new Error(`${name} was not recorded`)
  return found
}

describe.each(Object.entries(jumps))('a rendition of a source that %s', (name, jump) => {
  test('goes on at the distance of the frames, and decodes', async () => {
    const { path } = get(name)
    const times = (await readPackets(path, { kind: 'video' })).map(({ dtsMs }) => dtsMs)
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    for (const step of steps) {
      expect(step).toBeGreaterThan(20)
      expect(step).toBeLessThan(90)
    }
    expect(times.length).toBeGreaterThan(150)
    await assertDecodes(path)
  })

  test('tells of what was repaired', () => {
    expect(get(name).repairs.map(({ kind }) => kind)).toEqual(jump.repairs)
  })

  test('keeps sound with picture', async () => {
    const [wanted] = beepDelaysMs(await flashesOf(source))
    const delays = beepDelaysMs(await flashesOf(get(name).path))
    expect(delays.length).toBeGreaterThanOrEqual(jump.beeps)
    for (const delay of delays) expect(Math.abs(delay - (wanted ?? 0))).toBeLessThan(45)
  })
})
