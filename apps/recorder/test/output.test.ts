import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FormatPlan, plainOutput } from '@tapedeck/domain'
import { assertDecodes, assertSamePackets, makeSource } from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type OutputRig, openOutput } from './output-fixture.ts'

const plan: FormatPlan = {
  ...plainOutput,
  name: 'mp4',
  format: 'mp4',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{StreamName}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
  sliceSeconds: null,
  slicePattern: null,
}

let directory: string
let source: string
let rig: OutputRig

const stored = async () => (await rig.objects.list('')).map(({ key }) => key)
const pathsOf = () => rig.files.map(({ key }) => join(rig.objectsDirectory, key))

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tapedeck-source-'))
  source = await makeSource({ dir: directory, seconds: 2, gopSeconds: 0.2 })
})
afterEach(() => rig.close())
afterAll(() => rm(directory, { recursive: true, force: true }))

test.each(['mp4', 'flv'] as const)(
  'a pattern without an end time has %s files written in place',
  async (format) => {
    const objectPattern = '{StreamName}/{Sequence}_{EscapedStartTime}'
    rig = await openOutput({ ...plan, format, objectPattern, cycleSeconds: 1 })
    await rig.pull(source)
    rig.output.endCycle()
    await rig.output.settled()
    expect(rig.files).toHaveLength(2)
    // every object was written once, under the key that it has
    expect(rig.written.toSorted()).toEqual(rig.files.map(({ key }) => key).toSorted())
    expect(await stored()).toEqual(rig.files.map(({ key }) => key).toSorted())
    await assertSamePackets(source, pathsOf())
  },
)

test('a pattern with an end time goes by way of the staging prefix, and nothing stays there', async () => {
  rig = await openOutput(plan)
  await rig.pull(source)
  rig.output.endCycle()
  await rig.output.settled()
  const [file] = rig.files
  expect(rig.written).toEqual(['tapedeck-staging/rec_output/1/mp4.0.mp4', file?.key])
  expect(await stored()).toEqual([file?.key])
})

test('cycles that begin and end in the same second do not replace each other', async () => {
  rig = await openOutput({ ...plan, objectPattern: '{EscapedStartTime}_{EscapedEndTime}' })
  await rig.pull(source, () => rig.output.requestSplits(1))
  rig.output.endCycle()
  await rig.output.settled()
  expect(rig.files.length).toBeGreaterThanOrEqual(9)
  expect(await stored()).toHaveLength(rig.files.length)
  await assertSamePackets(source, pathsOf())
})

test('a source that was away for longer than a cycle goes on in the same file', async () => {
  rig = await openOutput({ ...plan, cycleSeconds: 10 })
  await rig.pull(source)
  rig.clock.nowMs += 120_000
  await rig.pull(source)
  rig.output.endCycle()
  await rig.output.settled()
  expect(rig.files).toHaveLength(1)
  expect(Math.round((rig.files[0]?.durationMs ?? 0) / 100)).toBe(40)
  await assertDecodes(pathsOf()[0] ?? '')
})

test('splits that were asked for while the format skipped the stream cut nothing later', async () => {
  rig = await openOutput(plan)
  rig.output.requestSplits(3)
  rig.output.skip({
    sequence: 0,
    origin: { generation: 1, sequence: 0 },
    place: {
      generation: 1,
      segment: 'fragments-000000000',
      offset: 0,
      bytes: 0,
      crc32: '00000000',
    },
  })
  await rig.pull(source)
  rig.output.endCycle()
  await rig.output.settled()
  expect(rig.files).toHaveLength(1)
})
