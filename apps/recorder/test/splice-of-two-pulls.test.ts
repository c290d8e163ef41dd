import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createMp4Composer,
  cutAt,
  type Fragment,
  fragmentStartMs,
  type InitSegment,
  SpliceFinder,
  startsWithKeyframe,
  streamStartOf,
} from '@tapedeck/media'
import {
  assertSamePackets,
  makeSource,
  type NginxRtmp,
  publishStream,
  type SourceOptions,
  startNginxRtmp,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPullReader } from '../src/source/pull-reader.ts'
import { pullSettings } from '../src/source/pull-settings.ts'

const settings = pullSettings({
  ffmpegPath: 'ffmpeg',
  sourceTimeoutMs: 4000,
  stopTimeoutMs: 6000,
  clock: () => Date.now(),
  monotonic: () => performance.now(),
})

type Received = { fragment: Fragment; receivedAtMs: number }
type Pulled = { init: InitSegment; received: Received[] }

const pull = async (url: string, onMedia: () => void = () => undefined): Promise<Pulled> => {
  const reader = startPullReader(url, settings, {})
  let init: InitSegment | null = null
  const received: Received[] = []
  for await (const item of reader.items) {
    if (item.kind === 'init') init = item.init
    else received.push(item)
    if (received.length === 3) onMedia()
  }
  await reader.end
  if (init === null) throw new Error('nothing was received')
  return { init, received }
}

const streams = {
  'B-frames and sound': { bFrames: 2 },
  'sound alone': { codec: 'none' },
  'a picture alone': { audio: 'none', bFrames: 2 },
} satisfies Record<string, Partial<SourceOptions>>

let directory: string
let rtmp: NginxRtmp
const pulled = new Map<string, { source: string; first: Pulled; second: Pulled }>()

const record = async (name: string, options: Partial<SourceOptions>): Promise<void> => {
  const slug = name.replaceAll(' ', '-')
  const source = await makeSource({ dir: directory, seconds: 11, ...options, name: `${slug}.flv` })
  const url = rtmp.url('live', slug)
  const { promise: flows, resolve: onMedia } = Promise.withResolvers<void>()
  const first = pull(url, onMedia)
  const published = publishStream({ url, file: source })
  await flows
  // off the first one's fragments, so that theirs do not end at the same packets
  await sleep(370)
  const second = pull(url)
  await published.done
  pulled.set(name, { source, first: await first, second: await second })
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-splice-'))
  rtmp = await startNginxRtmp()
  await Promise.all(Object.entries(streams).map(([name, options]) => record(name, options)))
})
afterAll(async () => {
  await rtmp.stop()
  await rm(directory, { recursive: true, force: true })
})

const store = async (name: string, init: InitSegment, fragments: Fragment[]): Promise<string> => {
  const [first] = fragments
  if (first === undefined) throw new Error(`${name} is empty`)
  const composer = createMp4Composer(init, fragmentStartMs(first, init.tracks))
  const body = fragments.flatMap((fragment) => composer.append(fragment))
  const path = join(directory, `${name.replaceAll(' ', '-')}.mp4`)
  await writeFile(path, Buffer.concat([composer.finish().head, ...body]))
  return path
}

const placeIn = (pulledOne: Pulled, start: ReturnType<typeof streamStartOf>) => {
  const { tracks } = pulledOne.init
  const finder = new SpliceFinder(start)
  for (const { fragment, receivedAtMs } of pulledOne.received)
    finder.look(fragment, tracks, receivedAtMs)
  const point = finder.end()
  if (point === null) throw new Error('the place was not found')
  const cuts = pulledOne.received.map(({ fragment }) => cutAt(fragment, tracks, point))
  return {
    before: cuts.flatMap(({ before }) => (before === null ? [] : [before])),
    after: cuts.flatMap(({ after }) => (after === null ? [] : [after])),
  }
}

describe.each(Object.keys(streams))('two pulls of a live stream of %s', (name) => {
  const both = () => {
    const found = pulled.get(name)
    if (found === undefined) throw new Error(`${name} was not pulled`)
    return found
  }

  test('the first one ends where the second begins: every packet once', async () => {
    const { source, first, second } = both()
    const own = second.received.map(({ fragment }) => fragment)
    const start = streamStartOf(own, second.init.tracks, second.received[0]?.receivedAtMs)
    const { before } = placeIn(first, start)
    expect(before.length).toBeLessThan(first.received.length)
    const files = [
      await store(`${name} before`, first.init, before),
      await store(`${name} own`, second.init, own),
    ]
    await assertSamePackets(source, files, { from: 'joined' })
  })

  test('the second one begins where the first is cut at a fragment: every packet once', async () => {
    const { source, first, second } = both()
    const at = first.received.findIndex(
      ({ fragment }, index) =>
        index >= first.received.length - 3 && startsWithKeyframe(fragment, first.init.tracks),
    )
    const cut = first.received[at]
    if (cut === undefined) throw new Error('the first pull has no keyframe near its end')
    const start = streamStartOf([cut.fragment], first.init.tracks, cut.receivedAtMs)
    const { after } = placeIn(second, start)
    const kept = first.received.slice(0, at).map(({ fragment }) => fragment)
    const files = [
      await store(`${name} kept`, first.init, kept),
      await store(`${name} after`, second.init, after),
    ]
    await assertSamePackets(source, files, { from: 'joined' })
  })
})
