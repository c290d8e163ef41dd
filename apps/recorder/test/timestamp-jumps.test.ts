import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TimestampRepair } from '@tapedeck/domain'
import {
  assertDecodes,
  assertSamePackets,
  type FlvTag,
  makeSource,
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
const settings = pullSettings({
  ffmpegPath: 'ffmpeg',
  sourceTimeoutMs: 12_000,
  stopTimeoutMs: 8000,
  clock: () => Date.now(),
  monotonic: () => performance.now(),
})

type Jump = {
  /** What the source's clock says after `timeMs` of media. */
  stamp: (timeMs: number) => number
  /** How much later than at its own speed the source sends from the jump on. */
  pauseMs?: number
  repairs: Partial<TimestampRepair>[]
}

const after = (before: number, behind: number) => (timeMs: number) =>
  timeMs + (timeMs < jumpAtMs ? before : behind)

const jumps: Record<string, Jump> = {
  'forward by seconds': { stamp: after(0, 20_000), repairs: [{ kind: 'jump_forward' }] },
  'forward by hours': { stamp: after(0, 30 * hourMs), repairs: [{ kind: 'jump_forward' }] },
  back: { stamp: after(100_000, 60_000), repairs: [{ kind: 'jump_back' }] },
  'to zero': { stamp: after(20 * hourMs, -jumpAtMs), repairs: [{ kind: 'jump_back' }] },
  'back and forth': {
    stamp: (timeMs) => timeMs + (timeMs >= 3000 && timeMs < 6000 ? 10_000 : 100_000),
    repairs: [{ kind: 'jump_back' }, { kind: 'jump_forward' }],
  },
  // ffmpeg carries the clock over its end, so there is nothing to repair
  'past its 32 bits': { stamp: (timeMs) => (timeMs + 2 ** 32 - jumpAtMs) % 2 ** 32, repairs: [] },
  // long, because by how much a busy machine may be late grows with it
  'forward because it sent nothing': { stamp: after(0, 6000), pauseMs: 6000, repairs: [] },
}

type Recorded = { path: string; repairs: TimestampRepair[]; watchdog: unknown }

let directory: string
let source: string
let rtmp: NginxRtmp
const recorded = new Map<string, Recorded>()

const record = async (name: string, jump: Jump): Promise<Recorded> => {
  const slug = name.replaceAll(' ', '-')
  const url = rtmp.url('live', slug)
  const reader = startPullReader(url, settings, {})
  const timeOf = ({ timeMs, isHeader }: FlvTag) => ({
    stampMs: jump.stamp(isHeader ? 0 : timeMs),
    sendAtMs: timeMs + (timeMs >= jumpAtMs ? (jump.pauseMs ?? 0) : 0),
  })
  const published = publishTags({ url, file: source, timeOf })
  const path = join(directory, `${slug}.mp4`)
  const repairs = await writePull(reader, path)
  const { watchdog } = await reader.end
  await published.done
  return { path, repairs, watchdog }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-jumps-'))
  source = await makeSource({ dir: directory, seconds: 9, bFrames: 2 })
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

/** Decoding times of what was recorded against the source's, from the first packet that was received on. */
const shifts = async (path: string, kind: 'video' | 'audio') => {
  const all = new Map((await readPackets(source, { kind })).map((one) => [one.hash, one.ptsMs]))
  const found = await readPackets(path, { kind })
  return found.map(({ hash, ptsMs }) => ({
    atMs: all.get(hash) ?? Number.NaN,
    shiftMs: ptsMs - (all.get(hash) ?? Number.NaN),
  }))
}

describe.each(Object.entries(jumps))('a source whose clock jumps %s', (name, jump) => {
  test('loses no packet, decodes, and is not given up for its media time', async () => {
    const { path, watchdog } = get(name)
    await assertSamePackets(source, [path], { from: 'joined' })
    await assertDecodes(path)
    // nginx does not tell that the publisher left: the end of the stream is silence
    expect(watchdog).toMatchObject({ kind: 'no_bytes' })
  })

  test('is told', () => {
    expect(get(name).repairs).toMatchObject(jump.repairs)
    expect(get(name).repairs).toHaveLength(jump.repairs.length)
  })

  test('goes on at the distance of the frames, or of the pause, with sound and picture together', async () => {
    const [video, audio] = await Promise.all(
      (['video', 'audio'] as const).map((kind) => shifts(get(name).path, kind)),
    )
    const first = video?.[0]?.shiftMs ?? Number.NaN
    for (const { atMs, shiftMs } of [...(video ?? []), ...(audio ?? [])]) {
      const pauseMs = atMs >= jumpAtMs + 100 ? (jump.pauseMs ?? 0) : 0
      if (Math.abs(atMs - jumpAtMs) < 100) continue
      expect(Math.abs(shiftMs - first - pauseMs)).toBeLessThan(
        45 * Math.max(1, jump.repairs.length),
      )
    }
  })
})
