import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FormatPlan, type OutputFormat, plainOutput } from '@tapedeck/domain'
import { assertDecodes, assertSamePackets, makeSource, readPackets } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type OutputRig, openOutput } from './output-fixture.ts'

const planOf = (format: OutputFormat, part: Partial<FormatPlan>): FormatPlan => ({
  ...plainOutput,
  name: format,
  format,
  cycleSeconds: 2,
  maxBytes: null,
  objectPattern: '{Output}/{Sequence}_{EscapedStartTime}',
  ...(format === 'm3u8' || format === 'cmaf'
    ? { sliceSeconds: 1, slicePattern: '{Output}/s/{UnixTimestamp}_{Sequence}' }
    : { sliceSeconds: null, slicePattern: null }),
  ...part,
})

let directory: string
let source: string
let silent: string
let rigs: OutputRig[] = []

const open = async (plan: FormatPlan): Promise<OutputRig> => {
  const rig = await openOutput(plan, { context: { extension: extensionOf(plan.format) } })
  rigs.push(rig)
  return rig
}
const extensionOf = (format: OutputFormat): string => (format === 'cmaf' ? '.m3u8' : `.${format}`)
const record = async (plan: FormatPlan, from = source): Promise<OutputRig> => {
  const rig = await open(plan)
  await rig.pull(from)
  rig.output.endCycle()
  await rig.output.settled()
  return rig
}
const pathsOf = (rig: OutputRig) => rig.files.map(({ key }) => join(rig.objectsDirectory, key))

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-source-'))
  const options = { dir: directory, seconds: 6, gopSeconds: 1, bFrames: 2 }
  source = await makeSource(options)
  silent = await makeSource({ ...options, name: 'silent.flv', audio: 'none' })
})
afterEach(async () => {
  await Promise.all(rigs.map((rig) => rig.close()))
  rigs = []
})
afterAll(() => rm(directory, { recursive: true, force: true }))

describe.each(['audio', 'video'] as const)('an output of %s', (kind) => {
  const other = kind === 'audio' ? 'video' : 'audio'

  test.each(['mp4', 'flv', 'm3u8', 'cmaf'] as const)(
    'as %s holds every packet of it once over its cycles, nothing else, and decodes',
    async (format) => {
      const rig = await record(planOf(format, { tracks: kind }))
      expect(rig.files.length).toBeGreaterThanOrEqual(3)
      await assertSamePackets(source, pathsOf(rig), { kinds: [kind] })
      for (const path of pathsOf(rig)) {
        expect(await readPackets(path, { kind: other })).toEqual([])
        await assertDecodes(path)
      }
      for (const file of rig.files) {
        expect(file.codecs).toHaveLength(1)
        expect(file.width === null).toBe(kind === 'audio')
      }
    },
  )
})

test('files and slices of one track end at the keyframes at which those of all tracks do', async () => {
  const all = await record(planOf('m3u8', {}))
  const sound = await record(planOf('m3u8', { tracks: 'audio' }))
  expect(sound.files).toHaveLength(all.files.length)
  for (const [index, { slices, durationMs }] of all.files.entries()) {
    const own = sound.files[index]
    expect(own?.slices).toHaveLength(slices.length)
    expect(Math.abs((own?.durationMs ?? 0) - durationMs)).toBeLessThan(100)
  }
})

test('an output that finds nothing of its track in a stream stores nothing and keeps no spool', async () => {
  const rig = await record(planOf('mp4', { tracks: 'audio' }), silent)
  expect(rig.files).toEqual([])
  expect(rig.output.neededFrom).toBeGreaterThan(0)
  expect(await rig.objects.list('')).toEqual([])
})

test('a sound that ends before the picture ends its file at the next cut, and takes no room from then on', async () => {
  const rig = await open(planOf('mp4', { tracks: 'audio' }))
  await rig.pull(source)
  await rig.pull(silent)
  await expect.poll(() => rig.files.length).toBeGreaterThanOrEqual(3)
  await assertSamePackets(source, pathsOf(rig), { kinds: ['audio'] })
  await rig.output.settled()
  const needed = rig.output.neededFrom
  await rig.pull(silent)
  expect(rig.output.neededFrom).toBeGreaterThan(needed)
})

test('two m3u8 outputs with one slice pattern keep their slices apart', async () => {
  const slicePattern = 'slices/{UnixTimestamp}_{Sequence}'
  const plain = await record(planOf('m3u8', { slicePattern }))
  const marked = await openOutput(
    planOf('m3u8', { name: 'sound', slicePattern, tracks: 'audio' }),
    {
      context: { extension: '.m3u8', sliceMark: '_sound' },
    },
  )
  rigs.push(marked)
  await marked.pull(source)
  marked.output.endCycle()
  await marked.output.settled()
  const keysOf = (rig: OutputRig) => rig.files.flatMap(({ slices }) => slices.map(({ key }) => key))
  const both = [...keysOf(plain), ...keysOf(marked)]
  expect(new Set(both).size).toBe(both.length)
})
