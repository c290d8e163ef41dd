import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { segmentBytes } from '../src/recording-spool.ts'
import type { Spool } from '../src/spool.ts'
import type { SpoolReader } from '../src/spool-reader.ts'
import { append, makeSpool, numbersOf, type SpoolDirectory } from './spool-directory.ts'

let own: SpoolDirectory
let spool: Spool

beforeEach(async () => {
  own = await makeSpool()
  spool = own.spool
})
afterEach(() => own.close())

/** Two fragments in each segment. */
const big = Math.round(segmentBytes * 0.6)
const second = 'fragments-000000002'

const leave = async (): Promise<string> => {
  const recording = await spool.open('rec_a', 1)
  await append(recording, { to: 6, bytes: big })
  await recording.close()
  return recording.directory
}
const read = async (reader: SpoolReader): Promise<number[]> => {
  const items = []
  for await (const item of reader.items()) items.push(item)
  return numbersOf(items)
}
const damageOf = (reader: SpoolReader) =>
  reader.damaged.map(({ kind, origin }) => [kind, origin?.sequence ?? null])

/** Ways in which a file can be there and not be read. */
const ways: [string, (path: string) => Promise<unknown>][] = [
  ['a directory in its place', (path) => mkdir(path)],
  // reading where a process has no memory is EIO, as from a bad sector
  ['a medium that answers EIO', (path) => symlink('/proc/self/mem', path)],
]

describe.each(ways)('%s', (_, replace) => {
  const breakFile = async (path: string): Promise<void> => {
    await rm(path)
    await replace(path)
  }

  test('costs the fragments that lie there, and none before or behind', async () => {
    await breakFile(join(await leave(), second))
    const reader = await spool.read('rec_a', 1)
    expect(await read(reader)).toEqual([0, 1, 4, 5])
    expect(damageOf(reader)).toEqual([
      ['fragment', 2],
      ['fragment', 3],
    ])
    expect(reader.isUnreadable).toBe(false)
  })

  test('of a journal is one damaged thing, and costs its segment', async () => {
    await breakFile(join(await leave(), `${second}.journal`))
    const reader = await spool.read('rec_a', 1)
    expect(await read(reader)).toEqual([0, 1, 4, 5])
    expect(damageOf(reader)).toEqual([['journal', null]])
    // reading again tells the same
    expect(await read(reader)).toEqual([0, 1, 4, 5])
    expect(damageOf(reader)).toEqual([['journal', null]])
  })

  test('of every journal leaves nothing to read, and nothing is deleted', async () => {
    const directory = await leave()
    const journals = (await readdir(directory)).filter((name) => name.endsWith('.journal'))
    for (const name of journals) await breakFile(join(directory, name))
    const reader = await spool.read('rec_a', 1)
    expect([await read(reader), reader.isUnreadable]).toEqual([[], true])
    const next = await spool.open('rec_a', 2)
    await next.adopt(reader)
    expect(await readdir(directory)).toHaveLength(6)
    await next.close()
  })

  test('of a fragment that is read back is told as damage', async () => {
    const recording = await spool.open('rec_a', 1)
    const spooled = await recording.appendFragment(0, Buffer.alloc(10), 1)
    await breakFile(join(recording.directory, spooled.place.segment))
    await expect(recording.readFragment(spooled)).rejects.toThrow('SPOOL_DAMAGED')
    await recording.close()
  })

  test('of a note of what was sent is passed over', async () => {
    const recording = await spool.open('rec_a', 1)
    await append(recording, { to: 1 })
    const cycle = { output: 'hls', sequence: 0 }
    await recording.sent.note(cycle, 'a.ts')
    await recording.close()
    await breakFile(join(recording.directory, 'sent-hls.0'))
    expect(await (await spool.read('rec_a', 1)).sent()).toEqual([{ ...cycle, keys: [] }])
  })
})

test('a generation whose directory cannot be read is one damaged thing', async () => {
  await mkdir(join(own.directory, 'rec_a'))
  await writeFile(join(own.directory, 'rec_a', '1'), 'not a directory')
  const reader = await spool.read('rec_a', 1)
  expect([await read(reader), reader.isUnreadable]).toEqual([[], true])
  expect(damageOf(reader)).toEqual([['journal', null]])
})

describe('a damaged generation that was adopted', () => {
  const adopt = async () => {
    const reader = await spool.read('rec_a', 1)
    const next = await spool.open('rec_a', 2)
    await next.adopt(reader)
    await read(reader)
    await append(next, { to: 1 })
    return next
  }
  const asideOf = async () => {
    const aside = join(own.directory, '.set-aside', 'rec_a-1.1')
    return { names: (await readdir(aside)).toSorted(), aside }
  }

  test('gives its other segments back, and is set aside when all of it is stored', async () => {
    const directory = await leave()
    await rm(join(directory, second))
    await mkdir(join(directory, second))
    const next = await adopt()
    await next.release(100)
    expect((await readdir(directory)).toSorted()).toEqual([second, `${second}.journal`])
    await next.remove()
    await spool.tidy('rec_a')
    expect(await spool.list()).toEqual([])
    expect(await readdir(own.directory)).toEqual(['.set-aside'])
    const { names, aside } = await asideOf()
    expect(names).toEqual([second, `${second}.journal`, 'reason.txt'])
    expect(await readFile(join(aside, 'reason.txt'), 'utf8')).toContain('2 fragments')
    expect(spool.usage.recordings()).toEqual([])
  })

  test('keeps the segment whose journal cannot be read', async () => {
    const directory = await leave()
    await rm(join(directory, `${second}.journal`))
    await mkdir(join(directory, `${second}.journal`))
    const next = await adopt()
    await next.release(100)
    await next.remove()
    const { names, aside } = await asideOf()
    expect(names).toEqual([second, `${second}.journal`, 'reason.txt'])
    expect((await readFile(join(aside, second))).length).toBe(2 * big)
    expect(await readFile(join(aside, 'reason.txt'), 'utf8')).toContain('1 journals')
  })

  test('is set aside whole when nothing in it can be read', async () => {
    const directory = await leave()
    for (const name of await readdir(directory))
      if (name.endsWith('.journal')) await writeFile(join(directory, name), 'x\nx\n')
    // a whole line behind them: what was before it is damaged and not torn
    const line = await lineOf()
    await writeFile(join(directory, `${second}.journal`), `x\n${line}`)
    const next = await adopt()
    await next.remove()
    expect((await asideOf()).names).toHaveLength(7)
  })

  test('is found again when it was not set aside yet, and those that are whole are not', async () => {
    const directory = await leave()
    await rm(join(directory, second))
    await mkdir(join(directory, second))
    const next = await adopt()
    await next.release(100)
    await next.close()
    const again = await spool.read('rec_a', 1)
    expect(await read(again)).toEqual([])
    expect(damageOf(again)).toHaveLength(2)
  })

  /** A journal line that tells of no media. */
  const lineOf = async (): Promise<string> => {
    const other = await spool.open('rec_b', 1)
    await other.setCut({ tracks: [] })
    await other.close()
    const journal = await readFile(join(other.directory, 'fragments-000000000.journal'), 'utf8')
    await spool.forget('rec_b')
    return journal
  }
})
