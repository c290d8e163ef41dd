import { secretUnreadable, type TapedeckError } from '@tapedeck/contracts'
import { maxDrivenRecordings } from '@tapedeck/domain'
import { beforeEach, expect, test } from 'vitest'
import { MemoryWorld, publicationOf, room, template, withRendition } from '../test/memory-world.ts'
import { unmadeMs } from './refused-recording.ts'
import type { StreamControl } from './stream-control.ts'

let world: MemoryWorld
/** A process with another master key than that of the storage's secret, and one with the right key. */
let locked: StreamControl
let control: StreamControl
let tries = 0

const unreadable = (): TapedeckError => secretUnreadable('The storage "studio"', undefined)

beforeEach(() => {
  world = new MemoryWorld()
  world.rule({ template: withRendition })
  control = world.control()
  tries = 0
  locked = world.control((port) => {
    if (port !== 'knowStorages') return
    tries += 1
    throw unreadable()
  })
})

const toldReasons = () =>
  world.told.map(({ event }) => event.type === 'stream.skipped' && event.data.reason)

test('a stream that a process cannot store is told of once, and recorded by one that can', async () => {
  await locked.publish(room, publicationOf('p1'))
  const { detail } = unreadable()
  expect(world.stream().skip).toMatchObject({ reason: 'storage_refused', detail })
  const triesBefore = tries
  await locked.drive(room)
  expect(tries - triesBefore).toBe(2)
  expect([world.stream().phase, world.recordings.size]).toEqual(['recording', 0])
  expect(toldReasons()).toEqual(['storage_refused'])
  await control.drive(room)
  expect(world.unended().length).toBe(2)
  await control.drive(room)
  expect(world.stream()).toMatchObject({ phase: 'recording', skip: null })
  expect(world.told.length).toBe(1)
})

/** Each of two recordings. */
const many = maxDrivenRecordings / 2 + 1

test('each publication is told of, and nothing is left of one that is over', async () => {
  for (let number = 0; number < many; number++) {
    await locked.publish(room, publicationOf(`p${number}`))
    await locked.unpublish(room, `p${number}`)
    expect(world.stream().phase).toBe('offline')
    world.nowMs += unmadeMs
    await locked.drive(room)
    expect(world.stream().recordings).toEqual([])
  }
  expect(world.told.length).toBe(many)
})

test('what is ended before anybody could make it is canceled by a process that can', async () => {
  await locked.publish(room, publicationOf('p1'))
  await locked.command(room, 'cancel_delay')
  expect(world.stream().recordings.map(({ wish }) => wish)).toEqual(['end', 'end'])
  await control.drive(room)
  expect([...world.recordings.values()].map(({ state }) => state)).toEqual(['canceled', 'canceled'])
})

test('who asks for a recording that cannot be stored is refused, and nothing is begun', async () => {
  world.rule({ mode: 'manual' })
  await control.publish(room, publicationOf('p1'))
  const [result] = await locked.recordNow([room], { template, templateId: null })
  expect(result).toMatchObject({ recordingId: null, error: { code: 'SECRET_UNREADABLE' } })
  await expect(locked.command(room, 'start')).rejects.toThrow('SECRET_UNREADABLE')
  expect(world.stream()).toMatchObject({ phase: 'unrecorded', recordings: [] })
})

test('a storage that is not registered stays told of a rendition that is not recorded', async () => {
  await control.publish(room, publicationOf('p1'))
  const rendition = world.unended().find((one) => one.rendition !== undefined)
  world.change(rendition?.id ?? '', { state: 'failed', endedAtMs: world.nowMs })
  world.isStorageRefused = true
  await control.drive(room)
  await control.drive(room)
  expect(world.stream()).toMatchObject({ phase: 'recording', skip: { reason: 'storage_refused' } })
})
