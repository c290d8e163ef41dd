import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { segmentBytes } from '../src/recording-spool.ts'
import type { Spool } from '../src/spool.ts'
import type { SpoolReader } from '../src/spool-reader.ts'
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

const fill = async (to: number, bytes = 1000): Promise<string> => {
  const recording = await spool.open('rec_a', 4)
  await append(recording, { to, bytes })
  await recording.close()
  return recording.directory
}
const read = () => readAll(spool, 'rec_a', 4)
const whole = async (reader: SpoolReader): Promise<number[]> => {
  const numbers: number[] = []
  for await (const item of reader.items())
    if (item.kind === 'fragment') numbers.push(item.origin.sequence)
  return numbers
}

test('everything that was spooled is read back, with its origin, time and place', async () => {
  await fill(3)
  const items = await read()
  expect(items.map((item) => [item.kind, item.origin.sequence, item.receivedAtMs])).toEqual([
    ['init', 0, 1],
    ['fragment', 0, 10],
    ['fragment', 1, 11],
    ['fragment', 2, 12],
  ])
  expect(items[2]?.bytes.equals(fragmentBytes(1))).toBe(true)
  expect(items[2]).toMatchObject({
    spooled: { sequence: 1, place: { generation: 4, offset: 1000 } },
  })
})

test('a fragment taken over keeps its origin', async () => {
  const next = await spool.open('rec_a', 4)
  await next.appendInit(0, Buffer.from('init'), 1)
  await next.appendFragment(0, Buffer.from('x'), 1, { generation: 2, sequence: 77 })
  await next.close()
  expect((await read()).at(-1)?.origin).toEqual({ generation: 2, sequence: 77 })
})

test('a spool torn at any byte of journal or segment gives back what is whole', async () => {
  const directory = await fill(3, 20)
  const journal = join(directory, 'fragments-000000000.journal')
  const segment = join(directory, 'fragments-000000000')
  const lines = await readFile(journal)
  for (let length = lines.length; length >= 0; length--) {
    await truncate(journal, length)
    const reader = await spool.read('rec_a', 4)
    const lineCount = lines.subarray(0, length).filter((byte) => byte === 0x0a).length
    expect(await whole(reader)).toEqual([0, 1, 2].slice(0, Math.max(0, lineCount - 1)))
    expect(reader.tornBytes).toBe(length - (lines.subarray(0, length).lastIndexOf(0x0a) + 1))
    expect(reader.damaged).toEqual([])
  }
  await writeFile(journal, lines)
  for (let length = 60; length >= 0; length--) {
    await truncate(segment, length)
    const reader = await spool.read('rec_a', 4)
    const fragments = Math.floor(length / 20)
    expect(await whole(reader)).toEqual([0, 1, 2].slice(0, fragments))
    expect(reader.damaged).toHaveLength(3 - fragments)
  }
})

test('a damaged fragment is passed over and told of, what follows it is read', async () => {
  const directory = await fill(3)
  const segment = join(directory, 'fragments-000000000')
  const bytes = await readFile(segment)
  bytes[1500] = 99
  await writeFile(segment, bytes)
  const reader = await spool.read('rec_a', 4)
  expect(await whole(reader)).toEqual([0, 2])
  const origin = { generation: 4, sequence: 1 }
  const damaged = [{ kind: 'fragment', generation: 4, origin, bytes: 1000 }]
  expect(reader.damaged).toEqual(damaged)
  // reading again tells the same
  expect(await whole(reader)).toEqual([0, 2])
  expect(reader.damaged).toEqual(damaged)
})

test('a damaged line of the journal costs the fragment that it tells of', async () => {
  const directory = await fill(3)
  const journal = join(directory, 'fragments-000000000.journal')
  const lines = (await readFile(journal, 'utf8')).split('\n')
  lines[2] = lines[2]?.replace('receivedAtMs', 'receivedAtMS') ?? ''
  await writeFile(journal, lines.join('\n'))
  const reader = await spool.read('rec_a', 4)
  expect(await whole(reader)).toEqual([0, 2])
  expect(reader.damaged).toEqual([{ kind: 'line', generation: 4, origin: null, bytes: 0 }])
})

test('an init segment that is damaged in one journal is taken from the next', async () => {
  const directory = await fill(5, Math.round(segmentBytes * 0.6))
  const journal = join(directory, 'fragments-000000000.journal')
  await writeFile(journal, (await readFile(journal, 'utf8')).replace('"init"', '"Init"'))
  expect((await read())[0]?.bytes.toString()).toBe('init')
  expect(numbersOf(await read())).toEqual([0, 1, 2, 3, 4])
})

test('fragments without any init segment are told of as damaged', async () => {
  const directory = await fill(2)
  const journal = join(directory, 'fragments-000000000.journal')
  await writeFile(journal, (await readFile(journal, 'utf8')).replace('"init"', '"Init"'))
  const reader = await spool.read('rec_a', 4)
  expect(await whole(reader)).toEqual([])
  expect(reader.damaged.map(({ kind }) => kind)).toEqual(['line', 'no_init', 'no_init'])
})

test('what follows segments that were given back is read, with its init segment', async () => {
  const recording = await spool.open('rec_a', 4)
  await append(recording, { to: 5, bytes: Math.round(segmentBytes * 0.6) })
  await recording.release(4)
  await recording.close()
  const items = await read()
  expect(items.map(({ kind }) => kind)).toEqual(['init', 'fragment'])
  expect(numbersOf(items)).toEqual([4])
})

test('a directory without a journal is empty, and a spool that was read can be removed', async () => {
  const directory = await fill(1)
  await rm(join(directory, 'fragments-000000000.journal'))
  expect(await read()).toEqual([])
  await (await spool.read('rec_a', 4)).remove()
  await spool.tidy('rec_a')
  expect(await spool.list()).toEqual([])
})

test('what cannot be used is set aside with the reason, and no longer listed', async () => {
  const directory = await fill(2)
  const moved = await spool.setAside('rec_a', 4, 'its init segment is damaged')
  await spool.tidy('rec_a')
  expect(await spool.list()).toEqual([])
  expect(await readFile(join(moved ?? '', 'reason.txt'), 'utf8')).toContain('init segment')
  expect((await stat(join(moved ?? '', 'fragments-000000000'))).size).toBe(2000)
  await expect(readdir(directory)).rejects.toThrow('ENOENT')
  expect(await spool.setAside('rec_a', 4, 'again')).toBeNull()
  expect(spool.usage.of('rec_a').usedBytes).toBe(0)
  expect(spool.usage.usedBytes).toBeGreaterThan(2000)
})
