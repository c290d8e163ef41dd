import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Segment } from '../src/segment.ts'
import { openSpool } from '../src/spool.ts'
import { SpoolSyncer } from '../src/spool-syncer.ts'
import { append, makeSpool, numbersOf, readAll } from './spool-directory.ts'

/** Resolves when a condition holds. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await delay(5)
}

test('what was appended is synced by itself, and a recording that is gone meanwhile disturbs nobody', async () => {
  const own = await makeSpool()
  const failures: unknown[] = []
  let rounds = 0
  const spool = await openSpool(own.directory, {
    syncIntervalMs: 5,
    onSyncError: (error) => failures.push(error),
    onSynced: () => {
      rounds += 1
    },
  })
  const [first, second] = [await spool.open('rec_a', 1), await spool.open('rec_b', 1)]
  await append(first, { to: 20, bytes: 1_000_000 })
  await append(second, { to: 2 })
  await first.remove()
  const before = rounds
  await until(() => rounds > before)
  await append(second, { from: 2, to: 3 })
  await second.close()
  await spool.close()
  expect(failures).toEqual([])
  expect(numbersOf(await readAll(spool, 'rec_b', 1))).toEqual([0, 1, 2])
  await own.close()
})

test('a directory that could not be synced is synced again', async () => {
  const own = await makeSpool()
  const recording = await own.spool.open('rec_a', 1)
  await append(recording, { to: 1 })
  await rm(recording.directory, { recursive: true })
  await expect(recording.sync()).rejects.toThrow('ENOENT')
  await expect(recording.sync()).rejects.toThrow('ENOENT')
  await recording.remove()
  await own.close()
})

test('a sync that fails is told of and tried again, and holds nobody else up', async () => {
  const failures: unknown[] = []
  const syncer = new SpoolSyncer(5, { onSyncError: (error) => failures.push(error) })
  const synced: string[] = []
  let failsLeft = 2
  syncer.note({
    sync: async () => {
      if (failsLeft-- > 0) throw new Error('EIO')
      synced.push('first')
    },
  })
  syncer.note({ sync: async () => void synced.push('second') })
  await until(() => synced.length === 2)
  expect(synced).toEqual(['second', 'first'])
  expect(failures).toHaveLength(2)
  await syncer.stop()
})

test('what is appended while a sync runs is synced by the next one', async () => {
  const own = await makeSpool()
  const segment = await Segment.create(own.directory, 'fragments-000000000')
  const appended = segment.append(Buffer.alloc(4_000_000), [])
  // begins before the first of it is written, and cannot have seen the last
  const synced = segment.sync()
  await appended
  expect(segment.isDirty).toBe(true)
  await synced
  expect(segment.isDirty).toBe(true)
  await segment.sync()
  expect(segment.isDirty).toBe(false)
  await segment.close()
  await own.close()
})
