import { appendFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RecordingSpool, segmentBytes } from '../src/recording-spool.ts'
import type { Spool } from '../src/spool.ts'
import type { SpoolReader } from '../src/spool-reader.ts'
import { append, fragmentBytes, makeSpool, type SpoolDirectory } from './spool-directory.ts'

let own: SpoolDirectory
let spool: Spool

beforeEach(async () => {
  own = await makeSpool()
  spool = own.spool
})
afterEach(() => own.close())

const big = Math.round(segmentBytes * 0.6)

const leave = async (generation: number, to: number): Promise<void> => {
  const recording = await spool.open('rec_a', generation)
  await append(recording, { to, bytes: big })
  await (await recording.createWorkFile('mp4-0.body')).close()
  await recording.close()
}
const adopt = async (generation: number): Promise<[RecordingSpool, SpoolReader[]]> => {
  const recording = await spool.open('rec_a', generation)
  const readers: SpoolReader[] = []
  for (const one of await spool.list())
    if (one.generation < generation) readers.push(await spool.read('rec_a', one.generation))
  for (const reader of readers) await recording.adopt(reader)
  return [recording, readers]
}
const spooledOf = async (readers: SpoolReader[]) => {
  const all = []
  for (const reader of readers)
    for await (const item of reader.items()) if (item.kind === 'fragment') all.push(item.spooled)
  return all
}
const segmentsOf = async (generation: number) =>
  (await readdir(join(own.directory, 'rec_a', String(generation)))).filter(
    (name) => !name.endsWith('.journal'),
  )

test('adopted fragments come first in the numbers of the spool, and no byte is moved', async () => {
  await leave(1, 3)
  const before = await stat(join(own.directory, 'rec_a', '1', 'fragments-000000000'))
  const [recording, readers] = await adopt(2)
  const fresh = await recording.appendFragment(0, fragmentBytes(9), 1)
  const spooled = await spooledOf(readers)
  expect(spooled.map(({ sequence }) => sequence)).toEqual([0, 1, 2])
  expect(fresh.sequence).toBe(3)
  expect(spooled.map(({ origin }) => origin.generation)).toEqual([1, 1, 1])
  for (const [n, one] of spooled.entries())
    expect((await recording.readFragment(one)).equals(fragmentBytes(n, big))).toBe(true)
  const after = await stat(join(own.directory, 'rec_a', '1', 'fragments-000000000'))
  expect(after.ino).toBe(before.ino)
  // composed again, so the old ones only cost room
  expect(await segmentsOf(1)).not.toContain('mp4-0.body')
  await recording.close()
})

test('adopted segments are given back one by one, and their directory with the last', async () => {
  await leave(1, 5)
  const [recording] = await adopt(2)
  await recording.appendFragment(0, fragmentBytes(9), 1)
  await recording.release(2)
  expect(await segmentsOf(1)).toHaveLength(2)
  await recording.release(5)
  expect(await spool.list()).toEqual([{ recordingId: 'rec_a', generation: 2 }])
  expect(await segmentsOf(2)).toHaveLength(1)
  await recording.remove()
  expect(spool.usage.usedBytes).toBe(0)
})

test('a recorder that is killed again leaves every generation once', async () => {
  await leave(1, 3)
  const [second, firstReaders] = await adopt(2)
  await spooledOf(firstReaders)
  await second.appendInit(0, Buffer.from('init'), 1)
  await second.appendFragment(0, fragmentBytes(3, big), 1)
  await second.release(2)
  await second.close()
  const [third, readers] = await adopt(3)
  const spooled = await spooledOf(readers)
  expect(spooled.map(({ origin }) => [origin.generation, origin.sequence])).toEqual([
    [1, 2],
    [2, 3],
  ])
  expect((await third.readFragment(spooled[1] as (typeof spooled)[0])).length).toBe(big)
  await third.remove()
  await spool.tidy('rec_a')
  expect(await readdir(own.directory)).toEqual([])
})

test('what is left of an older generation is numbered anew, and given back by its new numbers', async () => {
  const first = await spool.open('rec_a', 1)
  await append(first, { to: 5, bytes: big })
  await first.release(2)
  await first.close()
  const [recording, readers] = await adopt(2)
  const spooled = await spooledOf(readers)
  expect(spooled.map(({ sequence, origin }) => [sequence, origin.sequence])).toEqual([
    [0, 2],
    [1, 3],
    [2, 4],
  ])
  await recording.release(2)
  expect(await segmentsOf(1)).toEqual(['fragments-000000004'])
  await recording.release(3)
  expect(await spool.list()).toEqual([{ recordingId: 'rec_a', generation: 2 }])
  await recording.close()
})

test('a reader that was adopted removes nothing itself', async () => {
  await leave(1, 1)
  const [recording, [reader]] = await adopt(2)
  await reader?.remove()
  expect(await segmentsOf(1)).toHaveLength(1)
  await recording.close()
})

test('a spool that holds fragments of its own adopts no more', async () => {
  await leave(1, 1)
  const recording = await spool.open('rec_a', 2)
  await append(recording, { to: 1 })
  const reader = await spool.read('rec_a', 1)
  await expect(recording.adopt(reader)).rejects.toThrow('SERVICE_BUG')
  await recording.close()
})

test('what was sent is known after a kill and an adoption, until its file was told of', async () => {
  const cycle = { output: 'hls', sequence: 3 }
  const first = await spool.open('rec_a', 1)
  await append(first, { to: 1 })
  for (const key of ['slices/0.ts', 'slices/"1".ts']) await first.sent.note(cycle, key)
  await first.sent.note({ output: 'hls', sequence: 4 }, 'slices/2.ts')
  await first.close()
  // a line that a crash cut off
  await appendFile(join(own.directory, 'rec_a', '1', 'sent-hls.3'), '"slices/')
  await spool.recover()
  const sent = await (await spool.read('rec_a', 1)).sent()
  expect(sent).toContainEqual({ ...cycle, keys: ['slices/0.ts', 'slices/"1".ts'] })
  const [recording] = await adopt(2)
  await recording.sent.note(cycle, 'slices/other.ts')
  expect(await recording.sent.of(cycle)).toEqual([
    'slices/0.ts',
    'slices/"1".ts',
    'slices/other.ts',
  ])
  await recording.sent.forget(cycle)
  expect(await recording.sent.of(cycle)).toEqual([])
  await recording.close()
})
