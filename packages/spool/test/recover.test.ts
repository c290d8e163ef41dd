import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSpool } from '../src/spool.ts'
import { append, makeSpool, numbersOf, readAll, type SpoolDirectory } from './spool-directory.ts'

let own: SpoolDirectory

beforeEach(async () => {
  own = await makeSpool()
})
afterEach(() => own.close())

test('a process that starts counts what was left, and deletes work files only', async () => {
  const first = await own.spool.open('rec_a', 1)
  await append(first, { to: 3 })
  const usedBytes = own.spool.usage.of('rec_a').usedBytes
  const work = await first.createWorkFile('mp4-0.body')
  await work.append([Buffer.alloc(5000)])
  await work.close()
  await first.close()
  const extra = await own.spool.openWorkFiles('rec_b', 'filler-1')
  const filler = await extra.createWorkFile('mp4-0.body')
  await filler.append([Buffer.alloc(300)])
  await filler.close()
  const third = await own.spool.open('rec_c', 2)
  await append(third, { to: 1 })
  await third.close()
  await own.spool.setAside('rec_c', 2, 'damaged')
  expect(own.spool.usage.of('rec_b').usedBytes).toBe(300)

  const again = await openSpool(own.directory)
  expect(await again.recover()).toBe(5300)
  expect(again.usage.of('rec_a').usedBytes).toBe(usedBytes)
  expect(again.usage.of('rec_b').usedBytes).toBe(0)
  expect(again.usage.recordings()).toEqual(['rec_a'])
  expect(again.usage.usedBytes).toBeGreaterThan(usedBytes + 1000)
  expect(numbersOf(await readAll(again, 'rec_a', 1))).toEqual([0, 1, 2])
  expect(await again.list()).toEqual([{ recordingId: 'rec_a', generation: 1 }])
})

test('a spool that stands by is known as such by the next process, until it is taken', async () => {
  const standing = await own.spool.open('rec_a', 2)
  await standing.standBy()
  await append(standing, { to: 1 })
  const taken = await own.spool.open('rec_b', 2)
  await taken.standBy()
  await append(taken, { to: 1 })
  await taken.take()
  for (const spool of [standing, taken]) await spool.close()
  const again = await openSpool(own.directory)
  expect(await again.recover()).toBe(0)
  expect(await again.isStandBy('rec_a', 2)).toBe(true)
  expect(await again.isStandBy('rec_b', 2)).toBe(false)
  expect(numbersOf(await readAll(again, 'rec_a', 2))).toEqual([0])
})

test('what is not ours is no reason not to start', async () => {
  await writeFile(join(own.directory, 'a-file'), 'x')
  await mkdir(join(own.directory, 'lost+found'))
  await mkdir(join(own.directory, 'rec_a', '1'), { recursive: true })
  await writeFile(join(own.directory, 'rec_a', 'stray'), 'x')
  expect(await own.spool.recover()).toBe(0)
  expect(await own.spool.list()).toEqual([{ recordingId: 'rec_a', generation: 1 }])
})

test('what lies in a directory that was named by mistake is left alone', async () => {
  const foreign = [
    'lost+found/#1234',
    'photos/holiday',
    'photos/2024',
    'rec_a/notes',
    '.hidden/work-x',
    'Ordner mit Bildern/7',
  ]
  for (const path of foreign) {
    await mkdir(join(own.directory, path), { recursive: true })
    await writeFile(join(own.directory, path, 'a.jpg'), 'x')
  }
  await mkdir(join(own.directory, 'rec_a', 'work-filler-1'))
  await writeFile(join(own.directory, 'rec_a', 'work-filler-1', 'mp4-0.body'), 'xy')
  expect(await own.spool.recover()).toBe(2)
  for (const path of foreign) expect(await readdir(join(own.directory, path))).toEqual(['a.jpg'])
  expect(await readdir(join(own.directory, 'rec_a'))).toEqual(['notes'])
  expect(own.spool.usage.usedBytes).toBe(0)
})

test.skipIf(process.getuid?.() === 0)(
  'a directory that may not be read is not looked into',
  async () => {
    const closed = join(own.directory, 'lost+found')
    await mkdir(closed, { mode: 0 })
    expect([await own.spool.recover(), await own.spool.list()]).toEqual([0, []])
    await chmod(closed, 0o700)
  },
)

test('extra work files go with their directory', async () => {
  const extra = await own.spool.openWorkFiles('rec_a', 'filler-1')
  const work = await extra.createWorkFile('mp4-0.body')
  await work.append([Buffer.alloc(300)])
  await extra.remove()
  await work.remove()
  await own.spool.tidy('rec_a')
  expect(await readdir(own.directory)).toEqual([])
  expect(own.spool.usage.recordings()).toEqual([])
})
