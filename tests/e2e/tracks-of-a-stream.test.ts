import { join } from 'node:path'
import type { RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  type FlvTag,
  makeSource,
  publishStream,
  publishTags,
  type RtmpServer,
  readPackets,
  type SourceOptions,
  startNodeMediaServer,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startWorld, templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
type Format = (typeof formats)[number]
type Recorded = {
  source: string
  recording: RecordingView
  paths: Partial<Record<Format, string[]>>
}

/** Also how long a pull waits for an announced track. */
const sourceTimeoutMs = 6000

type Stream = {
  source: Partial<SourceOptions>
  /** Where it is published; nginx by default. */
  on?: 'nginx' | 'node-media-server'
  /** Sent tag by tag, when this is given. */
  timeOf?: (tag: FlvTag) => number | null
  /** Published before it is recorded. */
  isEarly?: boolean
  /** Published after the source, to the same place. */
  followedBy?: Partial<SourceOptions>
  cycleSeconds?: number
}

/** Sound that begins later, as an encoder would send it whose microphone was plugged in late. */
const lateSound =
  (fromMs: number, isAnnounced: boolean) =>
  ({ kind, timeMs, isHeader }: FlvTag): number | null => {
    if (kind === 'video' || (isHeader && isAnnounced) || timeMs >= fromMs) return timeMs
    // a decoder needs the header, however late
    return kind === 'audio' && isHeader ? fromMs : null
  }

// node-media-server keeps a whole group of pictures, so that a recording begins before late sound does
const lateSource = { seconds: 9, gopSeconds: 4 }
const streams = {
  'sound alone': { source: { codec: 'none' }, cycleSeconds: 5 },
  'a picture alone': { source: { audio: 'none', bFrames: 2 }, cycleSeconds: 5 },
  'MP3 beside the picture': { source: { audio: 'mp3' }, cycleSeconds: 5 },
  'MP3 alone': { source: { codec: 'none', audio: 'mp3' }, cycleSeconds: 5 },
  'late sound that is announced': {
    source: lateSource,
    on: 'node-media-server',
    timeOf: lateSound(1500, true),
  },
  'late sound that nothing announces': {
    source: lateSource,
    on: 'node-media-server',
    timeOf: lateSound(1500, false),
  },
  'sound that nobody waits for any more': {
    // so late that also a recorder on a busy machine has stopped waiting
    source: { seconds: 21 },
    timeOf: lateSound(sourceTimeoutMs + 6000, false),
  },
  'a keyframe every five seconds': { source: { gopSeconds: 5, bFrames: 2 }, isEarly: true },
  'a picture that changes its size': {
    source: { seconds: 5, size: '640x360' },
    followedBy: { seconds: 8, seed: 8 },
  },
} satisfies Record<string, Stream>
type StreamName = keyof typeof streams

let world: World
let nodeMedia: RtmpServer
const recorded = new Map<StreamName, Recorded>()

const slugOf = (name: string): string => name.replaceAll(' ', '-')

const sourceOf = (name: string, options: Partial<SourceOptions>): Promise<string> =>
  makeSource({ dir: world.directory, seconds: 11, ...options, name: `${slugOf(name)}.flv` })

/** Resolves when nginx has a stream. */
const isKnown = async (slug: string): Promise<void> => {
  const stat = await fetch(world.rtmp.statUrl)
  expect(await stat.text()).toContain(`<name>${slug}</name>`)
}

const record = async (name: StreamName, stream: Stream): Promise<Recorded> => {
  const { api } = world.stack
  const { timeOf, isEarly = false, cycleSeconds = 60 } = stream
  const source = join(world.directory, `${slugOf(name)}.flv`)
  const url =
    stream.on === undefined
      ? world.rtmp.url('live', slugOf(name))
      : nodeMedia.url('live', slugOf(name))
  const publish = async (): Promise<void> => {
    await (timeOf === undefined
      ? publishStream({ url, file: source })
      : publishTags({ url, file: source, timeOf })
    ).done
    const next = join(world.directory, `then-${slugOf(name)}.flv`)
    if (stream.followedBy !== undefined) await publishStream({ url, file: next }).done
  }
  const early = isEarly ? publish() : null
  if (isEarly) await vi.waitFor(() => isKnown(slugOf(name)), { timeout: 10_000 })
  const cycles = Object.fromEntries(formats.map((format) => [format, cycleSeconds]))
  const { id } = await api.record({ source: { type: 'rtmp', url }, template: templateOf(cycles) })
  if (!isEarly) await api.waitFor(id, ({ state }) => state === 'waiting', 20_000)
  await (early ?? publish())
  const recording = await api.waitFor(id, ({ endedAt }) => endedAt !== null, 60_000)
  const directory = join(world.directory, id)
  const paths = await downloadFiles({ api, objects: world.objects, recordingId: id, directory })
  return { source, recording, paths }
}

beforeAll(async () => {
  world = await startWorld({ env: { TAPEDECK_SOURCE_TIMEOUT_MS: String(sourceTimeoutMs) } })
  nodeMedia = await startNodeMediaServer()
  const all = Object.entries(streams) as [StreamName, Stream][]
  for (const [name, stream] of all) {
    await sourceOf(name, stream.source)
    if (stream.followedBy !== undefined) await sourceOf(`then ${name}`, stream.followedBy)
  }
  await Promise.all(
    all.map(async ([name, stream]) => recorded.set(name, await record(name, stream))),
  )
})
afterAll(async () => {
  await nodeMedia.stop()
  await world.stop()
})

const get = (name: StreamName): Recorded => {
  const found = recorded.get(name)
  if (found === undefined) throw new Error(`${name} was not recorded`)
  return found
}

const filesOf = (name: StreamName, format: Format): string[] => get(name).paths[format] ?? []

describe.each([
  ['sound alone', ['aac']],
  ['a picture alone', ['h264']],
  ['MP3 beside the picture', ['h264', 'mp3']],
  ['MP3 alone', ['mp3']],
] as const)('a stream of %s', (name, codecs) => {
  test('is completed, and its tracks are told', () => {
    const { recording } = get(name)
    expect(recording).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 0 })
    expect(recording.tracks.map(({ codec }) => codec)).toEqual(codecs)
  })

  test.each(formats)('is in %s with every packet once, and decodes', async (format) => {
    const files = filesOf(name, format)
    expect(files.length).toBeGreaterThanOrEqual(2)
    await assertSamePackets(get(name).source, files, { from: 'joined' })
    await assertDecodes(...files)
  })

  test('is recorded before anybody would give up waiting for another track', async () => {
    const kind = name === 'sound alone' || name === 'MP3 alone' ? 'audio' : 'video'
    const [first] = await readPackets(filesOf(name, 'mp4')[0] ?? '', { kind })
    const all = await readPackets(get(name).source, { kind })
    expect(all.find(({ hash }) => hash === first?.hash)?.ptsMs).toBeLessThan(sourceTimeoutMs)
  })
})

/** How far the packets of both tracks were moved, from the source to the file: the least and the most, in milliseconds. */
const shiftRange = async (source: string, file: string): Promise<[number, number]> => {
  const shifts: number[] = []
  for (const kind of ['video', 'audio'] as const) {
    const packets = await readPackets(source, { kind })
    const all = new Map(packets.map((packet) => [packet.hash, packet.ptsMs]))
    for (const { hash, ptsMs } of await readPackets(file, { kind }))
      shifts.push(ptsMs - (all.get(hash) ?? Number.NaN))
  }
  return [Math.min(...shifts), Math.max(...shifts)]
}

describe.each(['late sound that is announced', 'late sound that nothing announces'] as const)(
  '%s',
  (name) => {
    test.each(formats)('stands in %s where it was, against the picture', async (format) => {
      const [file = '', ...more] = filesOf(name, format)
      expect(more).toEqual([])
      const [least, most] = await shiftRange(get(name).source, file)
      expect(most - least).toBeLessThan(2)
      const [picture] = await readPackets(file, { kind: 'video' })
      const [sound] = await readPackets(file, { kind: 'audio' })
      expect((sound?.ptsMs ?? 0) - (picture?.ptsMs ?? 0)).toBeGreaterThan(1400)
      await assertDecodes(file)
    })
  },
)

describe('a stream that changes what it is', () => {
  test.each(formats)(
    'has its sound in a second %s file when it comes very late',
    async (format) => {
      const files = filesOf('sound that nobody waits for any more', format)
      const sounds = await Promise.all(files.map((file) => readPackets(file, { kind: 'audio' })))
      expect(sounds.map((packets) => packets.length > 0)).toEqual([false, true])
      await assertDecodes(...files)
    },
  )

  test.each(formats)('has each size of its picture in a %s file of its own', async (format) => {
    const files = filesOf('a picture that changes its size', format)
    await assertDecodes(...files)
    const { recording } = get('a picture that changes its size')
    const views = (await world.stack.api.files(recording.id)).filter(
      (file) => file.format === format,
    )
    expect(views.map(({ width, height }) => `${width}x${height}`)).toEqual(['640x360', '320x180'])
    expect(files).toHaveLength(2)
  })
})

test('a picture whose next keyframe is some seconds away is waited for, and not left out', async () => {
  const { recording, source, paths } = get('a keyframe every five seconds')
  expect(recording.tracks.map(({ codec }) => codec)).toEqual(['h264', 'aac'])
  expect(recording).toMatchObject({ state: 'completed', gapCount: 0 })
  for (const format of formats) {
    const files = paths[format] ?? []
    expect(files).toHaveLength(1)
    await assertSamePackets(source, files, { from: 'joined' })
  }
  const [first] = await readPackets(paths.mp4?.[0] ?? '', { kind: 'video' })
  const all = await readPackets(source, { kind: 'video' })
  expect(all.findIndex(({ hash }) => hash === first?.hash)).toBe(5 * 25)
})
