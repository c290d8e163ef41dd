import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { crc32Hex, decodeJournal } from '../src/journal.ts'
import { segmentBytes } from '../src/recording-spool.ts'
import type { Spool } from '../src/spool.ts'
import {
  append,
  fragmentBytes,
  makeSpool,
  numbersOf,
  readAll,
  type SpoolDirectory,
} from './spool-directory.ts'

let own: SpoolDirectory
let spool: Spool

beforeEach(async () => {
  own = await makeSpool()
  spool = own.spool
})
afterEach(() => own.close())

const big = Math.round(segmentBytes * 0.6)
const namesOf = async (directory: string) =>
  (await readdir(directory)).filter((name) => !name.endsWith('.journal')).toSorted()

test('every fragment stands where the journal says, with its checksum', async () => {
  const recording = await spool.open('rec_a', 3)
  await append(recording, { to: 5 })
  await recording.close()
  const journal = await readFile(join(recording.directory, 'fragments-000000000.journal'))
  const { entries } = decodeJournal(journal)
  expect(entries.map((entry) => entry.kind)).toEqual(['init', ...Array(5).fill('fragment')])
  for (const entry of entries) {
    if (entry.kind !== 'fragment') continue
    const segment = await readFile(join(recording.directory, entry.segment))
    const bytes = segment.subarray(entry.offset, entry.offset + entry.bytes)
    expect(crc32Hex(bytes)).toBe(entry.crc32)
  }
  expect(await spool.list()).toEqual([{ recordingId: 'rec_a', generation: 3 }])
})

test('a fragment is read back from its place, while the recording goes on and after', async () => {
  const recording = await spool.open('rec_a', 3)
  await recording.appendInit(0, Buffer.from('init'), 1)
  const first = await recording.appendFragment(0, fragmentBytes(0, big), 1)
  const second = await recording.appendFragment(0, fragmentBytes(1, big), 2)
  const third = await recording.appendFragment(0, fragmentBytes(2, big), 3)
  expect(third.place.segment).not.toBe(first.place.segment)
  for (const [n, one] of [first, second, third].entries())
    expect((await recording.readFragment(one)).equals(fragmentBytes(n, big))).toBe(true)
  await recording.close()
  expect((await recording.readFragment(second)).equals(fragmentBytes(1, big))).toBe(true)
  await expect(
    recording.readFragment({ ...second, place: { ...second.place, offset: 1 } }),
  ).rejects.toThrow('SPOOL_DAMAGED')
})

test('fragments that are appended at the same time stand in the order of the calls', async () => {
  const recording = await spool.open('rec_a', 1)
  await recording.appendInit(0, Buffer.from('init'), 1)
  const spooled = await Promise.all(
    [0, 1, 2, 3].map((n) => recording.appendFragment(0, fragmentBytes(n, 100 + n), n)),
  )
  expect(spooled.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3])
  await recording.close()
  expect(numbersOf(await readAll(spool, 'rec_a', 1))).toEqual([0, 1, 2, 3])
})

test('segments are given back as soon as every fragment in them is released', async () => {
  const recording = await spool.open('rec_a', 1)
  await append(recording, { to: 5, bytes: big })
  const segments = () => namesOf(recording.directory)
  const all = await segments()
  expect(all).toHaveLength(3)
  await recording.release(1)
  expect(await segments()).toEqual(all)
  await recording.release(2)
  expect(await segments()).toEqual(all.slice(1))
  // the one that is written too: what comes next begins another
  await recording.release(5)
  expect(await readdir(recording.directory)).toEqual([])
  expect(spool.usage.usedBytes).toBe(0)
  await append(recording, { from: 5, to: 6 })
  await recording.close()
  expect((await readAll(spool, 'rec_a', 1)).map(({ kind }) => kind)).toEqual(['init', 'fragment'])
  await recording.remove()
  await spool.tidy('rec_a')
  expect(await spool.list()).toEqual([])
})

test('a second writer of the same generation is refused', async () => {
  const first = await spool.open('rec_a', 1)
  await expect(spool.open('rec_a', 1)).rejects.toThrow('EEXIST')
  await first.close()
})

test('the cut of a hand-over is kept, and is durable when it is told', async () => {
  const start = { tracks: [{ kind: 'audio' as const, samples: [] }] }
  const recording = await spool.open('rec_a', 1)
  await append(recording, { to: 2 })
  await recording.setCut(start)
  await append(recording, { from: 2, to: 3 })
  expect((await spool.read('rec_a', 1)).cut).toEqual(start)
  await recording.close()
  expect(numbersOf(await readAll(spool, 'rec_a', 1))).toEqual([0, 1, 2])
})

test('a work file grows and can be read while it is written', async () => {
  const recording = await spool.open('rec_a', 1)
  const work = await recording.createWorkFile('mp4-0.body')
  await work.append([Buffer.from('ab'), Buffer.from('cd')])
  await work.append([])
  expect(work.bytes).toBe(4)
  expect(await readFile(work.path, 'utf8')).toBe('abcd')
  await work.remove()
  await expect(readFile(work.path)).rejects.toThrow('ENOENT')
  await recording.remove()
})
