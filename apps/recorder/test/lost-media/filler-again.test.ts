import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { TapedeckError } from '@tapedeck/contracts'
import type { OpenCycle } from '@tapedeck/domain'
import { assertSamePackets } from '@tapedeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LostMedia } from '../../src/lost-media/lost-media.ts'
import {
  anotherGoesOn,
  around,
  atMs,
  complete,
  fill,
  fillDeps,
  fillers,
  id,
  later,
  laterFile,
  media,
  paths,
  recordAndLose,
  recording,
  samplesOf,
  source,
  spooled,
  useFillerSurroundings,
  videoCount,
} from './filler-fixture.ts'
import { planOf } from './lost-media-fixture.ts'

useFillerSurroundings()

describe('a recorder that is killed while it fills', () => {
  const short = planOf('mp4', { cycleSeconds: 2 })

  test.each([0, 1, 3])('does it again without doubling: after %d files', async (told) => {
    await recordAndLose([short])
    const next = await anotherGoesOn(null)
    await complete(next)
    const { recordings } = around.store
    const { addFiller } = recordings
    let calls = 0
    recordings.addFiller = async (file) => {
      if (calls++ >= told) throw new Error('killed')
      return addFiller(file)
    }
    await expect(fill()).rejects.toThrow('killed')
    recordings.addFiller = addFiller
    expect(await fillers()).toHaveLength(told)
    expect(await spooled()).toHaveLength(1)
    expect(await fill()).toBe('done')
    const found = await fillers()
    expect(found.map(({ filler }) => filler?.index)).toEqual([0, 1, 2, 3, 4])
    await assertSamePackets(source, await paths())
    const types = await around.eventTypes(id)
    expect(types.filter((type) => type === 'file.created')).toHaveLength(5)
    const keys = (await around.objects.list(`${id}/`)).map(({ key }) => key)
    expect(keys.filter((key) => key.endsWith('.mp4')).toSorted()).toEqual(
      found.map(({ key }) => key).toSorted(),
    )
    expect(await around.objects.list(`tapedeck-staging/${id}/`)).toEqual([])
  })

  test('before what is wrong with a filler was told tells it the next time, once', async () => {
    await recordAndLose([short])
    await complete(await anotherGoesOn(null))
    const { recordings } = around.store
    const { addFiller, tellDegraded } = recordings
    onTestFinished(() => void Object.assign(recordings, { addFiller, tellDegraded }))
    recordings.addFiller = (file) => addFiller(Object.assign(file, { isInBackup: true }))
    recordings.tellDegraded = async () => {
      throw new TapedeckError('RECORDING_NOT_FOUND')
    }
    await expect(fill()).rejects.toThrow()
    recordings.tellDegraded = tellDegraded
    expect(await fillers()).toHaveLength(1)
    expect(await fill()).toBe('done')
    const told = (await recordings.get(id))?.degradations ?? []
    expect(told.find(({ cause }) => cause === 'backup_storage')?.count).toBe(5)
  })

  test('or ended leaves everything where it is', async () => {
    await recordAndLose([short])
    await complete(await anotherGoesOn(null))
    await expect(fill(AbortSignal.abort(new Error('over')))).rejects.toThrow('over')
    expect([await fillers(), (await spooled()).length]).toEqual([[], 1])
  })
})

/** As it was noted while generation 1 recorded. */
const openCycle = (): OpenCycle => ({
  output: 'mp4',
  format: 'mp4',
  sequence: 0,
  generation: 1,
  storage: recording.storage,
  key: 'staged',
  contentType: 'video/mp4',
  uploadId: null,
  initKey: null,
  startedAtMs: atMs,
  from: { generation: 1, sequence: 0 },
  width: null,
  height: null,
  codecs: [],
})

/** Takes the lease back as it was, so that the note is taken, and loses it again. */
const leaveOpen = async (): Promise<void> => {
  const lease = await around.takeOver(id, 'recorder-1')
  expect(await around.store.openCycles.put(lease, openCycle())).toBe(true)
  await around.store.leases.release(lease)
}

test('a cycle that this recorder left open itself when it took the recording back is in the fillers', async () => {
  await recordAndLose([planOf('mp4')])
  await leaveOpen()
  await around.store.leases.release(await anotherGoesOn(later))
  await around.takeOver(id, 'recorder-1')
  expect(await fill()).toBe('done')
  expect(await around.store.openCycles.list(id)).toEqual([])
  await assertSamePackets(source, [...(await paths()), laterFile])
})

describe('nothing is filled', () => {
  test('of a generation that was never ours: a hand-over that did not happen', async () => {
    const begun = await around.recordedBy('recorder-2', id, [planOf('mp4')])
    const spool = await around.spool.open(id, begun.lease.generation + 1)
    await spool.standBy()
    await spool.appendInit(0, media.init.bytes, atMs)
    for (const { bytes } of media.fragments) await spool.appendFragment(0, bytes, atMs)
    await spool.close()
    await complete(begun.lease)
    expect(await fill()).toBe('done')
    expect([await fillers(), await spooled()]).toEqual([[], []])
  })

  test('while whoever took over still makes files of what is in storage', async () => {
    await recordAndLose([planOf('mp4')])
    await leaveOpen()
    await anotherGoesOn(later)
    expect(await fill()).toBe('later')
    expect([await fillers(), (await spooled()).length]).toEqual([[], 1])
  })

  test('while somebody may still go on from it', async () => {
    await recordAndLose([planOf('mp4')])
    expect(await fill()).toBe('later')
    expect((await spooled()).length).toBe(1)
  })

  test('of a recording that is not known, and its media stays', async () => {
    const spool = await around.spool.open(id, 1)
    await spool.appendInit(0, media.init.bytes, atMs)
    await spool.appendFragment(0, media.fragments[0]?.bytes ?? Buffer.alloc(0), atMs)
    await spool.close()
    expect(await fill()).toBe('unknown')
    expect((await spooled()).length).toBe(1)
  })
})

test('a damaged fragment in the middle: all others come into storage, and the spool is set aside', async () => {
  await recordAndLose([planOf('mp4')])
  const directory = join(around.spool.directory, id, '1')
  const name = (await readdir(directory)).find((one) => /^fragments-\d+$/.test(one)) ?? ''
  const handle = await open(join(directory, name), 'r+')
  const before = media.fragments.slice(0, 4).reduce((sum, { bytes }) => sum + bytes.length, 0)
  await handle.write(Buffer.from('damaged'), 0, 7, before + 300)
  await handle.close()
  await complete(await anotherGoesOn(null))
  expect(await fill()).toBe('done')
  const found = await fillers()
  expect(found.map((file) => [file.from?.sequence, file.through?.[0]?.sequence])).toEqual([
    [0, 3],
    [5, media.fragments.length - 1],
  ])
  expect(await videoCount(await paths())).toBe(samplesOf(media, [0, 1, 2, 3, 5, 6, 7, 8]))
  expect(await spooled()).toEqual([])
  const aside = join(around.spool.directory, '.set-aside')
  expect((await readdir(aside)).filter((one) => one.startsWith(id))).toHaveLength(1)
  const types = await around.eventTypes(id)
  expect(types.filter((type) => type === 'recording.degraded')).toHaveLength(2)
})

test('lost media tries again until somebody has taken the recording or ended it', async () => {
  await recordAndLose([planOf('mp4')])
  const retry = { firstDelayMs: 5, maxDelayMs: 20, factor: 2, attempts: 1000 }
  const lost = new LostMedia({ ...fillDeps(), retry })
  lost.enqueue(id)
  lost.start()
  await expect.poll(() => around.deps.metrics.lostMediaRetries.get()).not.toBe(0)
  await complete(await anotherGoesOn(later))
  await expect.poll(() => lost.size, { timeout: 30_000 }).toBe(0)
  await lost.stop()
  await assertSamePackets(source, [...(await paths()), laterFile])
  expect(await spooled()).toEqual([])
})
