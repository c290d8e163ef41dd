import { beforeEach, expect, test } from 'vitest'
import { restingProblems } from '../test/invariants.ts'
import { MemoryWorld, publicationOf, room, withRendition } from '../test/memory-world.ts'
import type { StreamControl } from './stream-control.ts'

let world: MemoryWorld
let control: StreamControl

beforeEach(async () => {
  world = new MemoryWorld()
  world.rule({ template: withRendition })
  control = world.control()
  await publish('p1')
  world.recordersWork()
})

const publish = (id: string) => control.publish(room, publicationOf(id))

const unendedSource = () => {
  const source = world.unended().find(({ rendition }) => rendition === undefined)
  if (source === undefined) throw new Error('the stream itself is not recorded')
  return source
}

/** What is recorded now: null for the stream itself, and names of renditions. */
const recorded = () =>
  world
    .unended()
    .filter(({ state }) => state !== 'finalizing')
    .map(({ rendition }) => rendition?.profile.name ?? null)

const endSource = () =>
  world.change(unendedSource().id, { state: 'finalizing', reason: 'stream_ended' })

/** The source fails as often as it takes until the next one is begun after a pause. */
const failTwice = async () => {
  for (let failures = 0; failures < 2; failures++) {
    world.change(unendedSource().id, { state: 'failed', endedAtMs: world.nowMs })
    await control.drive(room)
  }
  expect(recorded()).toEqual(['sd'])
}

test('what ended in a break a moment before the rest is begun when the rest goes on', async () => {
  const before = world.recordings.size
  await control.unpublish(room, 'p1')
  world.nowMs += 60_500
  endSource()
  await publish('p2')
  expect(recorded()).toEqual(['sd', null])
  expect(unendedSource()).toMatchObject({ state: 'finalizing' })
  const [begun] = [...world.recordings.values()].slice(before)
  expect(begun?.origin).toMatchObject({ cause: 'rule', ruleId: 'rule_1', publicationId: 'p2' })
  expect(world.stream().recordings.map(({ wish }) => wish)).toEqual(['end', 'run', 'run'])
})

test('what waits to be begun anew is begun at once in another publication', async () => {
  await failTwice()
  await publish('p2')
  expect(recorded()).toEqual(['sd', null])
})

test('what waits to be begun anew waits on when the same publication is told of again', async () => {
  await failTwice()
  await control.unpublish(room, 'p1')
  await publish('p1')
  expect(recorded()).toEqual(['sd'])
  expect(world.stream().dueAtMs).toBe(world.nowMs + 10_000)
  world.nowMs += 10_000
  await control.drive(room)
  expect(recorded()).toEqual(['sd', null])
})

test('nothing is begun anew while there is no stream', async () => {
  await control.command(room, 'pause')
  world.change(unendedSource().id, { state: 'failed', endedAtMs: world.nowMs })
  await control.drive(room)
  await control.unpublish(room, 'p1')
  await control.command(room, 'resume')
  expect(world.stream().phase).toBe('merging')
  expect(recorded()).toEqual(['sd'])
  await publish('p2')
  expect(recorded()).toEqual(['sd', null])
})

test('what ended while the rest was paused, and not published, is begun when it is resumed', async () => {
  await control.command(room, 'pause')
  await control.unpublish(room, 'p1')
  endSource()
  await publish('p2')
  expect([world.stream().phase, recorded()]).toEqual(['paused', ['sd']])
  await control.command(room, 'resume')
  expect(recorded()).toEqual(['sd', null])
})

test('what ended while the rest was stopped is begun when it is started', async () => {
  await control.command(room, 'stop')
  endSource()
  await control.drive(room)
  expect([world.stream().phase, recorded()]).toEqual(['stopped', ['sd']])
  await control.command(room, 'start')
  expect(recorded()).toEqual(['sd', null])
})

test('what a user stopped by its id is begun again in the next publication, not in this one', async () => {
  const rendition = world.unended().find((one) => one.rendition !== undefined)
  if (rendition === undefined) throw new Error('there is no rendition')
  world.stopByUser(rendition)
  world.recordersWork()
  await control.command(room, 'pause')
  await control.command(room, 'resume')
  expect(recorded()).toEqual([null])
  await publish('p2')
  expect(recorded()).toEqual([null, 'sd'])
  expect(restingProblems(world)).toEqual([])
})
