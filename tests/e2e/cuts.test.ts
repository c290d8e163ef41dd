import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  filesOf,
  makeSource,
  type Publisher,
  publishStream,
  readPackets,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const
const cycles = { mp4: 60, flv: 60, m3u8: 60, cmaf: 60 }
const maxBytes = 1024 * 1024

let world: World
let source: string

/** Bytes of the biggest group of pictures with its sound, with the container's own; TS costs most. */
const biggestGopBytes = async (): Promise<number> => {
  const pictures = await readPackets(source, { kind: 'video' })
  const soundBytes = (await readPackets(source, { kind: 'audio' })).map(({ bytes }) => bytes)
  const gops: number[] = []
  for (const { bytes, isKeyframe } of pictures) {
    if (isKeyframe) gops.push(0)
    gops.push((gops.pop() ?? 0) + bytes)
  }
  const soundPerGop = soundBytes.reduce((sum, bytes) => sum + bytes, 0) / gops.length
  return (Math.max(...gops) + soundPerGop * 1.5) * 1.15
}

const record = async (stream: string, template: unknown): Promise<string> => {
  const url = world.rtmp.url('live', stream)
  const { id } = await world.stack.api.record({ source: { type: 'rtmp', url }, template })
  await world.stack.api.waitFor(id, ({ state }) => state === 'waiting', 10_000)
  return id
}

const download = (id: string) =>
  downloadFiles({
    api: world.stack.api,
    objects: world.objects,
    recordingId: id,
    directory: `${world.directory}/${id}`,
  })

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  source = await makeSource({
    dir: world.directory,
    seconds: 16,
    gopSeconds: 1,
    bFrames: 2,
    size: '640x360',
    quality: 26,
  })
})
afterAll(() => world.stop())

describe('a template with a size limit', () => {
  let id: string
  let paths: Record<string, string[]>
  let gopBytes: number

  beforeAll(async () => {
    const template = templateOf(cycles)
    id = await record('big', {
      ...template,
      formats: template.formats.map((format) => ({ ...format, maxBytes })),
    })
    await publishStream({ url: world.rtmp.url('live', 'big'), file: source }).done
    await world.stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    paths = await download(id)
    gopBytes = await biggestGopBytes()
  })

  test.each(formats)('%s files end within one group of pictures of the limit', async (format) => {
    const files = filesOf(await world.stack.api.files(id), format)
    expect(files.length).toBeGreaterThanOrEqual(3)
    for (const file of files.slice(0, -1))
      expect(file.bytes).toBeGreaterThan(maxBytes - 2 * gopBytes)
    for (const file of files) expect(file.bytes).toBeLessThanOrEqual(maxBytes + gopBytes)
  })

  test.each(formats)('%s loses nothing at its cuts', async (format) => {
    await assertSamePackets(source, paths[format] ?? [], { from: 'joined' })
    await assertDecodes(...(paths[format] ?? []))
  })
})

describe('a running recording that is split', () => {
  let id: string
  let publisher: Publisher
  let paths: Record<string, string[]>

  const split = () => world.stack.api.call('POST', `/v1/recordings/${id}/split`, {})
  const cyclesReach = (sequence: number) =>
    world.stack.api.waitFor(
      id,
      ({ progress }) => progress?.cycles.every((cycle) => cycle.sequence >= sequence) ?? false,
      10_000,
    )

  beforeAll(async () => {
    id = await record('split', templateOf(cycles))
    publisher = publishStream({ url: world.rtmp.url('live', 'split'), file: source })
    await world.stack.api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > 1, 20_000)
    expect((await split()).status).toBe(202)
    await cyclesReach(1)
    // two at once: at the next keyframe, and at the one after that
    await Promise.all([split(), split()])
    await cyclesReach(3)
    await publisher.done
    await world.stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
    paths = await download(id)
  })

  test.each(formats)('%s is cut as often as was asked, each time at a keyframe', async (format) => {
    const files = paths[format] ?? []
    expect(files).toHaveLength(4)
    for (const file of files) {
      const [first] = await readPackets(file, { kind: 'video' })
      expect(first?.isKeyframe).toBe(true)
      await assertDecodes(file)
    }
  })

  test.each(formats)('%s loses nothing at its cuts', async (format) => {
    const { video } = await assertSamePackets(source, paths[format] ?? [], { from: 'joined' })
    // asked for at once, the second cut comes one group of pictures after the first
    expect(video[2]).toBe(25)
  })

  test('all formats are cut at the same places', async () => {
    const files = await world.stack.api.files(id)
    const starts = formats.map((format) => filesOf(files, format).map(({ startedAt }) => startedAt))
    for (const start of starts) expect(start).toEqual(starts[0])
  })

  test('a split after the end is refused', async () => {
    expect((await split()).status).toBe(409)
  })
})
