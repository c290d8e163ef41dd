import { readdir } from 'node:fs/promises'
import { fileOrder, type Manifest, manifestKeyOf } from '@tapedeck/domain'
import { streamStartOf } from '@tapedeck/media'
import { assertDecodes, assertSamePackets } from '@tapedeck/testkit'
import { describe, expect, test } from 'vitest'
import {
  anotherGoesOn,
  around,
  atMs,
  complete,
  fileOf,
  fill,
  fillers,
  id,
  later,
  laterFile,
  media,
  paths,
  recordAndLose,
  samplesOf,
  source,
  spooled,
  useFillerSurroundings,
  videoCount,
} from './filler-fixture.ts'
import { planOf } from './lost-media-fixture.ts'

const formats = ['mp4', 'flv', 'm3u8', 'cmaf'] as const

useFillerSurroundings()

describe('media of a generation that another one followed', () => {
  test.each(formats)('comes into storage up to where the next one begins: %s', async (format) => {
    await recordAndLose([planOf(format)])
    await anotherGoesOn(later)
    expect(await fill()).toBe('done')
    const [filler, ...more] = await fillers(format)
    expect(more).toEqual([])
    expect(filler).toMatchObject({
      id: `${id}.${format}.0.g1-0`,
      generation: 1,
      sequence: 0,
      filler: { generation: 1, index: 0 },
    })
    expect(Math.abs((filler?.startedAtMs ?? 0) - atMs)).toBeLessThan(100)
    expect(filler?.key).toContain('_g1-0.')
    const all = [...(await paths(format)), laterFile]
    await assertSamePackets(source, all)
    await assertDecodes(...all)
    expect(await spooled()).toEqual([])
    expect(await readdir(around.spool.directory)).not.toContain(id)
  })

  test('comes in whole when the next one begins behind it', async () => {
    await recordAndLose([planOf('mp4')], media.fragments.slice(0, 3))
    await anotherGoesOn(later)
    expect(await fill()).toBe('done')
    await assertSamePackets(source, await paths(), { to: 'left' })
    expect(await videoCount(await paths())).toBe(samplesOf(media, [0, 1, 2]))
  })

  test('is all in the next one when that begins before it', async () => {
    await recordAndLose([planOf('mp4')])
    await anotherGoesOn(media)
    expect(await fill()).toBe('done')
    expect(await fillers()).toEqual([])
    expect(await spooled()).toEqual([])
  })

  test('is cut where the first generation begins that recorded something', async () => {
    await recordAndLose([planOf('mp4')])
    const second = await anotherGoesOn(null)
    await around.store.leases.release(second)
    const third = await around.takeOver(id, 'recorder-3')
    const start = streamStartOf(later.fragments.slice(0, 4), later.init.tracks, atMs + 6000)
    await around.store.generations.putStart(third, start, atMs + 5000)
    expect(await fill()).toBe('done')
    await assertSamePackets(source, [...(await paths()), laterFile])
  })

  test('fills only what is in no stored file, each hole behind the file that it continues', async () => {
    await recordAndLose([planOf('mp4'), planOf('flv')])
    const from = (sequence: number) => ({ from: { generation: 1, sequence } })
    const through = (sequence: number) => ({ through: [{ generation: 1, sequence }] })
    const stored = [
      fileOf(1, { sequence: 3, ...from(0), ...through(1) }),
      fileOf(1, { sequence: 4, ...from(4), ...through(5) }),
    ]
    const next = await anotherGoesOn(null)
    for (const file of stored) await around.store.recordings.addFile(next, file)
    await complete(next)
    expect(await fill()).toBe('done')
    const found = await fillers()
    expect(found.map((file) => file.id)).toEqual([`${id}.mp4.3.g1-0`, `${id}.mp4.4.g1-1`])
    expect(found.map((file) => [file.from?.sequence, file.through?.[0]?.sequence])).toEqual([
      [2, 3],
      [6, media.fragments.length - 1],
    ])
    expect(await videoCount(await paths())).toBe(samplesOf(media, [2, 3, 6, 7, 8]))
    await assertSamePackets(source, await paths('flv'))
    const order = (await around.files(id))
      .filter(({ format }) => format === 'mp4')
      .toSorted(fileOrder)
    expect(order.map(({ sequence, filler }) => [sequence, filler?.index ?? null])).toEqual([
      [3, null],
      [3, 0],
      [4, null],
      [4, 1],
    ])
  })

  test('of a recording that has ended is told of, and the manifest is stored again', async () => {
    await recordAndLose([planOf('mp4')])
    const next = await anotherGoesOn(later)
    const { key } = fileOf(2, { sequence: 0, through: [{ generation: 2, sequence: 3 }] })
    await around.store.recordings.addFile(
      next,
      fileOf(2, { through: [{ generation: 2, sequence: 3 }] }),
    )
    await complete(next)
    expect(await fill()).toBe('done')
    const types = await around.eventTypes(id)
    expect(types.filter((type) => type === 'recording.degraded')).toHaveLength(1)
    const body = await around.objects.get(manifestKeyOf(id, key))
    const manifest = JSON.parse(body.toString()) as Manifest
    expect(manifest.files.map((file) => file.id)).toEqual([`${id}.mp4.0.g1-0`, `${id}.mp4.0`])
    const [filler] = await fillers()
    expect(manifest.gaps[0]?.filledMs).toBe((filler?.endedAtMs ?? 0) - (filler?.startedAtMs ?? 0))
  })
})
