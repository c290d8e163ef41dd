import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mountSmallDisk, type SmallDisk } from '@tapedeck/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSpool, type Spool } from '../src/spool.ts'
import { append, fragmentBytes, numbersOf, readAll } from './spool-directory.ts'

const probe = await mountSmallDisk(1)
if (typeof probe === 'string') process.stdout.write(`full-disk tests are skipped: ${probe}\n`)
else await probe.unmount()
const onSmallDisk = test.skipIf(typeof probe === 'string')

const megabyte = 1024 ** 2

let disk: SmallDisk
let spool: Spool
/** Resolves each time a write finds no room. */
let noRoom: PromiseWithResolvers<void>

beforeEach(async ({ skip }) => {
  const mounted = await mountSmallDisk(32)
  if (typeof mounted === 'string') return skip(mounted)
  disk = mounted
  noRoom = Promise.withResolvers()
  spool = await openSpool(join(disk.directory, 'spool'), {
    noRoomRetryMs: 10,
    onNoRoom: () => noRoom.resolve(),
  })
})
afterEach(async () => {
  await spool.close()
  await disk.unmount()
})

/** Appends fragments of uneven sizes until there is no room; how many there was room for. */
const fillUp = async (recordingId: string) => {
  const own = await spool.open(recordingId, 1)
  await own.appendInit(0, Buffer.from('init'), 1)
  for (let n = 0; ; n++)
    try {
      await own.appendFragment(0, fragmentBytes(n, 300_000 + n * 17), n)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
      return { own, count: n }
    }
}
const firstNumbers = (count: number) => Array.from({ length: count }, (_, n) => n)

onSmallDisk(
  'what found no room leaves nothing behind, and what comes later stands behind what is whole',
  async () => {
    await disk.leaveBytes(5 * megabyte)
    const { own, count } = await fillUp('rec_a')
    expect(count).toBeGreaterThan(10)
    const segment = join(own.directory, 'fragments-000000000')
    const bytesOf = (fragments: number) =>
      firstNumbers(fragments).reduce((sum, n) => sum + 300_000 + n * 17, 0)
    expect((await stat(segment)).size).toBe(bytesOf(count))
    // again and again, and each time nothing of it stays
    for (let n = 0; n < 5; n++)
      await expect(own.appendFragment(0, fragmentBytes(99, 2 * megabyte), 1)).rejects.toThrow(
        'ENOSPC',
      )
    expect((await stat(segment)).size).toBe(bytesOf(count))
    expect(numbersOf(await readAll(spool, 'rec_a', 1))).toEqual(firstNumbers(count))
    await disk.leaveBytes(5 * megabyte)
    await append(own, { from: count, to: count + 3 })
    await own.close()
    const reader = await spool.read('rec_a', 1)
    const items = await readAll(spool, 'rec_a', 1)
    expect(numbersOf(items)).toEqual(firstNumbers(count + 3))
    expect(reader.tornBytes).toBe(0)
    expect(items.at(-1)?.bytes.equals(fragmentBytes(count + 2))).toBe(true)
  },
)

onSmallDisk('what is counted is what is there, however often the disk was full', async () => {
  await disk.leaveBytes(3 * megabyte)
  const { own } = await fillUp('rec_a')
  const names = ['fragments-000000000', 'fragments-000000000.journal']
  const sizes = await Promise.all(names.map((name) => stat(join(own.directory, name))))
  expect(spool.usage.usedBytes).toBe(sizes.reduce((sum, { size }) => sum + size, 0))
  await own.remove()
  expect(spool.usage.usedBytes).toBe(0)
})

onSmallDisk(
  'a recording goes on while there is no room for another segment of its own, once there is',
  async () => {
    const own = await spool.open('rec_a', 1)
    await append(own, { to: 10, bytes: megabyte })
    await disk.leaveBytes(0)
    const full = () => append(own, { from: 10, to: 20, bytes: megabyte })
    await expect(full()).rejects.toThrow('ENOSPC')
    await disk.leaveBytes(20 * megabyte)
    await append(own, { from: 10, to: 20, bytes: megabyte })
    await own.close()
    expect(numbersOf(await readAll(spool, 'rec_a', 1))).toEqual(firstNumbers(20))
  },
)

onSmallDisk('a work file waits for room, and then holds every byte once', async () => {
  const own = await spool.open('rec_a', 1)
  const work = await own.createWorkFile('mp4-0.body')
  await work.append([fragmentBytes(0, megabyte)])
  await disk.leaveBytes(megabyte)
  const appended = work.append([fragmentBytes(1, megabyte), fragmentBytes(2, megabyte)])
  await noRoom.promise
  expect(work.bytes).toBe(megabyte)
  await disk.leaveBytes(4 * megabyte)
  await appended
  const expected = Buffer.concat([0, 1, 2].map((n) => fragmentBytes(n, megabyte)))
  expect((await readFile(work.path)).equals(expected)).toBe(true)
  expect(spool.usage.usedBytes).toBe(expected.length)
  await work.close()
  await own.close()
})

onSmallDisk(
  'a work file that waits for room gives up when it is closed, and when its spool is',
  async () => {
    const own = await spool.open('rec_a', 1)
    const work = await own.createWorkFile('mp4-0.body')
    const other = await own.createWorkFile('flv-0.body')
    await disk.leaveBytes(0)
    const appends = [work, other].map((one) => one.append([fragmentBytes(0, megabyte)]))
    const outcomes = Promise.allSettled(appends)
    await noRoom.promise
    await work.close()
    await expect(appends[0]).rejects.toThrow('ENOSPC')
    await own.close()
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await other.close()
  },
)
