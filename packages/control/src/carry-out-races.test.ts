import type { StreamCommand } from '@tapedeck/domain'
import { beforeEach, expect, test } from 'vitest'
import { restingProblems } from '../test/invariants.ts'
import { Crash, MemoryWorld, publicationOf, room, withRendition } from '../test/memory-world.ts'
import type { StreamControl } from './stream-control.ts'

let world: MemoryWorld

beforeEach(() => {
  world = new MemoryWorld()
  world.rule({ template: withRendition })
})

/** A process that is held up at its first use of a port, until it is let go. */
const slowAt = (heldPort: string) => {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const control = world.control(async (port) => {
    if (port !== heldPort) return
    reached.resolve()
    await gate.promise
  })
  return { control, reached: reached.promise, letGo: gate.resolve }
}

/** A process in which something happens between what it read and what it writes. */
const beforeWriting = (happen: () => Promise<unknown>): StreamControl => {
  let hasHappened = false
  return world.control(async (port) => {
    if (port !== 'streams.write' || hasHappened) return
    hasHappened = true
    await happen()
  })
}

const command = (control: StreamControl, name: StreamCommand) => control.command(room, name)

test('a recording that another makes between reading and writing is held all the same', async () => {
  const slow = slowAt('recordings.create')
  const publishing = slow.control.publish(room, publicationOf('p1'))
  await slow.reached
  const stopping = beforeWriting(async () => {
    slow.letGo()
    await publishing
  })
  await command(stopping, 'stop')
  expect(restingProblems(world)).toEqual([])
})

test('a deed of a former wish between reading and writing is undone', async () => {
  await world.control().publish(room, publicationOf('p1'))
  const slow = slowAt('recordings.setDesired')
  const stopping = command(slow.control, 'stop')
  await slow.reached
  const starting = beforeWriting(async () => {
    slow.letGo()
    await stopping
  })
  await command(starting, 'start')
  expect(world.stream().phase).toBe('recording')
  expect(restingProblems(world)).toEqual([])
})

test('a deed of a former wish that comes after the next one is undone by whoever did it', async () => {
  await world.control().publish(room, publicationOf('p1'))
  const slow = slowAt('recordings.setDesired')
  const stopping = command(slow.control, 'stop')
  await slow.reached
  await command(world.control(), 'start')
  slow.letGo()
  await stopping
  expect(restingProblems(world)).toEqual([])
})

test('a recording that was to be ended before it was made does not run when a slow process makes it', async () => {
  const slow = slowAt('recordings.create')
  const publishing = slow.control.publish(room, publicationOf('p1'))
  await slow.reached
  await command(world.control(), 'cancel_delay')
  await world.control().drive(room)
  expect(world.stream().recordings).toEqual([])
  slow.letGo()
  await publishing
  expect(world.unended()).toEqual([])
})

test('a process that dies between the wish and the deed leaves it to the next drive, which does it once', async () => {
  let uses = 0
  const dying = world.control((port) => {
    uses += port === 'recordings.create' ? 1 : 0
    if (uses > 1) throw new Crash()
  })
  await dying.publish(room, publicationOf('p1'))
  expect(world.recordings.size).toBe(1)
  await Promise.all([world.control().drive(room), world.control().drive(room)])
  expect(world.recordings.size).toBe(2)
  expect(restingProblems(world)).toEqual([])
})
