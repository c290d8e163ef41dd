import { maxDrivenRecordings } from '@tapedeck/domain'
import { beforeEach, expect, test } from 'vitest'
import { MemoryWorld, publicationOf, room, withRendition } from '../test/memory-world.ts'
import type { StreamControl } from './stream-control.ts'

let world: MemoryWorld
let control: StreamControl

beforeEach(() => {
  world = new MemoryWorld()
  world.rule({ template: withRendition })
  control = world.control()
})

const record = () => {
  for (const { id, state } of world.unended())
    if (state === 'accepted') world.change(id, { state: 'recording', startedAtMs: world.nowMs })
}
/** Recordings end by themselves, and the storage does not take what they have. */
const endWithoutStorage = () => {
  for (const { id, state } of world.unended())
    if (state === 'recording') world.change(id, { state: 'finalizing', reason: 'stream_ended' })
}
/** Each of two recordings. */
const many = maxDrivenRecordings / 2 + 3

test('a storage that is away for any number of publications does not keep the next one from being recorded', async () => {
  for (let number = 0; number < many; number++) {
    await control.publish(room, publicationOf(`p${number}`))
    record()
    await control.unpublish(room, `p${number}`)
    world.nowMs += 61_000
    endWithoutStorage()
    await control.drive(room)
  }
  expect(world.recordings.size).toBe(2 * many)
  expect(world.stream().recordings.length).toBe(maxDrivenRecordings)
  for (const { id } of world.unended()) world.change(id, { state: 'completed' })
  await control.drive(room)
  expect(world.stream()).toMatchObject({ phase: 'offline', recordings: [] })
})

test('nor what is begun anew in one publication, nor that its end is taken in', async () => {
  await control.publish(room, publicationOf('p1'))
  for (let number = 1; number < many; number++) {
    record()
    world.nowMs += 310_000
    endWithoutStorage()
    await control.drive(room)
  }
  expect(world.recordings.size).toBe(2 * many)
  await control.unpublish(room, 'p1')
  expect(world.stream().phase).toBe('merging')
})

test('recordings that no recorder was told to end stay, and refuse others in the end', async () => {
  await control.publish(room, publicationOf('p0'))
  const failing = world.control((port) => {
    if (port === 'recordings.setDesired' || port === 'recordings.cancelUntaken')
      throw new Error('Redis is away')
  })
  const restarting = async () => {
    for (let number = 0; number < many; number++) await failing.command(room, 'restart')
  }
  await expect(restarting()).rejects.toThrow('SERVICE_BUSY')
})
