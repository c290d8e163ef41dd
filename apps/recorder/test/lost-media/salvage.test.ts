import { crc32 } from 'node:zlib'
import type { Recording, RecordingFile } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { assertDecodes, assertSamePackets, makeSource, readPackets } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { salvageLostCycles } from '../../src/lost-media/salvage-cycles.ts'
import {
  type Pulled,
  planOf,
  pulled,
  type Surroundings,
  startSurroundings,
} from './lost-media-fixture.ts'
import { type LeftUpload, leaveSlices, leaveUpload } from './open-cycle-fixture.ts'

let around: Surroundings
let source: string
let media: Pulled
let count = 0
let id: string
let recording: Recording
let lost: Lease

beforeAll(async () => {
  around = await startSurroundings()
  const { directory: dir } = around
  source = await makeSource({ dir, seconds: 9, size: '640x360', quality: 18, bFrames: 2 })
  media = await pulled(source)
})
afterAll(() => around.stop())
beforeEach(() => {
  id = `rec_${count++}`
})

const begin = async (...formats: Parameters<Surroundings['recordedBy']>[2]): Promise<void> => {
  const begun = await around.recordedBy('recorder-lost', id, formats)
  recording = begun.recording
  lost = begun.lease
}

/** Another recorder takes over, as often as asked: the second time nothing may be left to do. */
const takeOver = async (localGenerations: number[] = []): Promise<void> => {
  await around.store.leases.release((await around.store.leases.owner(id)) ?? lost)
  const lease = await around.takeOver(id)
  await salvageLostCycles(around.deps, recording, lease, localGenerations, around.deps.log)
}

const openCycles = () => around.store.openCycles.list(id)
const staged = () => around.objects.list(`tapedeck-staging/${id}/`)
const uploads = async () =>
  (await around.objects.listUploads('')).filter(({ key }) => key.includes(id))

/** What a file record says must be true of the object. */
const expectTrue = async (file: RecordingFile): Promise<void> => {
  const bytes = await around.objects.get(file.key)
  expect(file.bytes).toBe(bytes.length)
  expect(file.crc32).toBe(crc32(bytes).toString(16).padStart(8, '0'))
}

/** The file holds exactly the first fragments of the source. */
const expectFragments = async (file: RecordingFile, fragments: number): Promise<void> => {
  expect(file.through).toEqual([{ generation: 1, sequence: fragments - 1 }])
  const path = await around.download(file)
  await assertSamePackets(source, [path], { to: 'left' })
  const samples = media.fragments.slice(0, fragments).flatMap((fragment) => fragment.samples)
  for (const kind of ['video', 'audio'] as const) {
    const trackId = media.init.tracks.find((track) => track.kind === kind)?.id
    const expected = samples.filter((sample) => sample.trackId === trackId).length
    expect(await readPackets(path, { kind })).toHaveLength(expected)
  }
  await assertDecodes(path)
}

const onlyFile = async (): Promise<RecordingFile> => {
  const files = await around.files(id)
  expect(files).toHaveLength(1)
  return files[0] as RecordingFile
}

describe.each(['mp4', 'flv'] as const)('an %s file of which parts are in storage', (format) => {
  test('ends with the last whole fragment, under the key that its pattern says', async () => {
    await begin(planOf(format))
    const left = await leaveUpload(around, lost, planOf(format), media, { parts: 2 })
    await takeOver()
    const file = await onlyFile()
    expect(file).toMatchObject({
      id: `${id}.${format}.0`,
      generation: 1,
      sequence: 0,
      isSalvaged: true,
      startedAtMs: left.cycle.startedAtMs,
    })
    expect(file.key).toMatch(new RegExp(`^${id}/${format}/0_2027-01-15.*\\.${format}$`))
    await expectTrue(file)
    await expectFragments(file, left.wholeIn(2))
    expect(file.endedAtMs - file.startedAtMs).toBe(Math.round(file.durationMs))
    expect([await openCycles(), await staged(), await uploads()]).toEqual([[], [], []])
    const types = await around.eventTypes(id)
    expect(types.filter((type) => type === 'recording.degraded')).toHaveLength(1)
  })

  test('in place is cut off where it is', async () => {
    const plan = planOf(format, { objectPattern: `{RecordingId}/{Sequence}` })
    await begin(plan)
    const key = `${id}/0.${format}`
    const left = await leaveUpload(around, lost, plan, media, { parts: 2, key })
    await takeOver()
    const file = await onlyFile()
    expect(file.key).toBe(key)
    await expectTrue(file)
    await expectFragments(file, left.wholeIn(2))
  })

  test.each(['in place', 'staged'] as const)(
    'was completed and cut (%s) by a recorder that died before it told of it',
    async (where) => {
      const objectPattern = '{RecordingId}/{Sequence}'
      const plan = planOf(format, where === 'staged' ? {} : { objectPattern })
      await begin(plan)
      const key = where === 'staged' ? {} : { key: `${id}/0.${format}` }
      const left = await leaveUpload(around, lost, plan, media, { parts: 2, ...key })
      const { addFile } = around.store.recordings
      const killed = new Error('killed')
      around.store.recordings.addFile = () => Promise.reject(killed)
      await takeOver()
      around.store.recordings.addFile = addFile
      expect(await around.files(id)).toEqual([])
      await takeOver()
      const file = await onlyFile()
      await expectTrue(file)
      await expectFragments(file, left.wholeIn(2))
      expect([await openCycles(), await staged(), await uploads()]).toEqual([[], [], []])
    },
  )

  test('was completed by a recorder that died before it cut it', async () => {
    await begin(planOf(format))
    const left = await leaveUpload(around, lost, planOf(format), media, { parts: 2 })
    await around.objects.completeUpload(left.cycle.key, left.cycle.uploadId ?? '', left.parts)
    await takeOver()
    const file = await onlyFile()
    await expectTrue(file)
    await expectFragments(file, left.wholeIn(2))
    expect(await staged()).toEqual([])
  })

  test('is taken up to the first part that is missing', async () => {
    await begin(planOf(format))
    const options = { parts: 3, skipped: [2] }
    const left = await leaveUpload(around, lost, planOf(format), media, options)
    await takeOver()
    await expectFragments(await onlyFile(), left.wholeIn(1))
  })

  test('is cut off where parts begin that were not told of', async () => {
    await begin(planOf(format))
    const left = await leaveUpload(around, lost, planOf(format), media, { parts: 1 })
    const { key, uploadId } = left.cycle
    await around.objects.putPart(key, uploadId ?? '', 2, left.body.subarray(5 * 1024 * 1024))
    await takeOver()
    const file = await onlyFile()
    await expectTrue(file)
    await expectFragments(file, left.wholeIn(1))
  })

  test('is not made of what somebody else has at its key', async () => {
    const plan = planOf(format, { objectPattern: `{RecordingId}/{Sequence}` })
    await begin(plan)
    const key = `${id}/0.${format}`
    const left = await leaveUpload(around, lost, plan, media, { parts: 2, key })
    await around.objects.abortUpload(key, left.cycle.uploadId ?? '')
    const other = Buffer.alloc(12 * 1024 * 1024, 'other')
    await around.objects.put(key, other, { contentType: 'video/mp4' })
    await takeOver()
    expect(await around.files(id)).toEqual([])
    expect((await around.objects.get(key)).equals(other)).toBe(true)
  })

  test('without part 1 is given up: upload and cycle are gone', async () => {
    await begin(planOf(format))
    const options = { parts: 2, skipped: [1] }
    await leaveUpload(around, lost, planOf(format), media, options)
    await takeOver()
    expect(await around.files(id)).toEqual([])
    expect([await openCycles(), await staged(), await uploads()]).toEqual([[], [], []])
  })

  test('waits for its own host when that still has the media', async () => {
    await begin(planOf(format))
    await leaveUpload(around, lost, planOf(format), media, { parts: 2 })
    await takeOver([1])
    expect(await around.files(id)).toEqual([])
    expect([(await openCycles()).length, (await uploads()).length]).toEqual([1, 1])
  })

  test('is not completed under a lease that is lost', async () => {
    await begin(planOf(format))
    await leaveUpload(around, lost, planOf(format), media, { parts: 2 })
    const other = { ...lost, generation: lost.generation + 1, ownerId: 'recorder-1' }
    const salvaging = salvageLostCycles(around.deps, recording, other, [], around.deps.log)
    await expect(salvaging).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect([(await openCycles()).length, (await uploads()).length]).toEqual([1, 1])
  })

  describe('whose recorder had closed it', () => {
    const endingOf = (left: LeftUpload, bytes: number) => ({
      key: `${format}/${id}-finished.${format}`,
      bytes,
      startedAtMs: left.cycle.startedAtMs,
      endedAtMs: left.cycle.startedAtMs + 9000,
      durationMs: 9000,
      through: [{ generation: 1, sequence: media.fragments.length - 1 }],
    })
    const close = async () => {
      await begin(planOf(format))
      const left = await leaveUpload(around, lost, planOf(format), media, { parts: 30 })
      const { part, bytes } = await left.sendHead()
      const ending = endingOf(left, bytes)
      await around.store.openCycles.put(lost, { ...left.cycle, ending })
      return { ...left, ending, parts: [part, ...left.parts.slice(1)] }
    }
    const expectFinished = async (key: string): Promise<void> => {
      const file = await onlyFile()
      expect(file).toMatchObject({ key, durationMs: 9000 })
      expect(file.isSalvaged).toBeUndefined()
      await expectTrue(file)
      await assertSamePackets(source, [await around.download(file)])
      expect([await openCycles(), await staged(), await uploads()]).toEqual([[], [], []])
    }

    test('with its head sent becomes the finished file', async () => {
      const { ending } = await close()
      await takeOver()
      await expectFinished(ending.key)
    })

    test('and completed it becomes the finished file', async () => {
      const { ending, cycle, parts } = await close()
      await around.objects.completeUpload(cycle.key, cycle.uploadId ?? '', parts)
      await takeOver()
      await expectFinished(ending.key)
    })

    test('and moved it becomes the finished file', async () => {
      const { ending, cycle, parts } = await close()
      await around.objects.completeUpload(cycle.key, cycle.uploadId ?? '', parts)
      await around.objects.copy(cycle.key, ending.key)
      await takeOver()
      await expectFinished(ending.key)
    })
  })
})

describe.each(['m3u8', 'cmaf'] as const)('a %s file of which slices are in storage', (format) => {
  test('is a playlist of them, and the live playlist is gone', async () => {
    await begin(planOf(format))
    const options = { slices: 6, firstSequence: 4 }
    const cycle = await leaveSlices(around, lost, planOf(format), media, options)
    await takeOver()
    const file = await onlyFile()
    expect(file).toMatchObject({ isSalvaged: true, initKey: cycle.initKey })
    expect(file.slices.map(({ sequence }) => sequence)).toEqual([4, 5, 6, 7, 8, 9])
    const all = await Promise.all(file.slices.map(({ key }) => around.objects.get(key)))
    const bytes = Buffer.concat(all)
    expect(file.bytes).toBe(bytes.length)
    expect(file.crc32).toBe(crc32(bytes).toString(16).padStart(8, '0'))
    expect((await around.objects.get(file.key)).toString()).toContain('#EXT-X-ENDLIST')
    await expectFragments(file, 6)
    expect([await openCycles(), await staged()]).toEqual([[], []])
  })

  test('without a slice is forgotten', async () => {
    await begin(planOf(format))
    await leaveSlices(around, lost, planOf(format), media, { slices: 0, firstSequence: 0 })
    await takeOver()
    expect(await around.files(id)).toEqual([])
    expect([await openCycles(), await staged()]).toEqual([[], []])
    expect(await around.objects.list(`${format}/slices/init`)).toEqual([])
  })

  test('keeps a slice that came into storage untold: nobody may have its media elsewhere', async () => {
    await begin(planOf(format))
    const options = { slices: 2, firstSequence: 0 }
    const cycle = await leaveSlices(around, lost, planOf(format), media, options)
    const untold = `${format}/slices/untold`
    await around.objects.put(untold, Buffer.from('media'), { contentType: 'video/mp2t' })
    const [left] = await openCycles()
    const told = left?.pieces.map(({ slice }) => slice?.key ?? '') ?? []
    await around.store.openCycles.put(lost, { ...cycle, sending: [...told, untold] })
    await takeOver()
    const file = await onlyFile()
    expect(file.slices).toHaveLength(2)
    expect(await around.objects.list(untold)).toHaveLength(1)
    for (const { key, bytes } of file.slices)
      expect(await around.objects.head(key)).toMatchObject({ bytes })
  })
})
