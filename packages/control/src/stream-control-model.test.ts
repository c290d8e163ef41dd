import { isTapedeckError } from '@tapedeck/contracts'
import { isFinal, type OnDemandAnswer, streamCommands } from '@tapedeck/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restingProblems, standingProblems } from '../test/invariants.ts'
import {
  Crash,
  MemoryWorld,
  publicationOf,
  room,
  template,
  withRendition,
} from '../test/memory-world.ts'
import type { StreamControl } from './stream-control.ts'

type Call = { name: string; run: (control: StreamControl) => Promise<unknown> }
type Event = { name: string; happen: (world: MemoryWorld) => void }

const ids = fc.constantFrom('p1', 'p2', 'p3')
const answers: Record<string, OnDemandAnswer | null> = {
  yes: { needRecord: true, interval: {}, formats: null },
  no: { needRecord: false, interval: {}, formats: null },
  none: null,
}

const publish = ids.map(
  (id): Call => ({ name: `publish ${id}`, run: (c) => c.publish(room, publicationOf(id)) }),
)
const unpublish = fc
  .option(ids)
  .map((id): Call => ({ name: `unpublish ${id}`, run: (c) => c.unpublish(room, id) }))
const command = fc
  .constantFrom(...streamCommands)
  .map((name): Call => ({ name, run: (c) => c.command(room, name) }))
const answer = fc.tuple(ids, fc.constantFrom('yes', 'no', 'none')).map(
  ([id, which]): Call => ({
    name: `answer ${which} to ${id}`,
    run: (c) => c.answer(room, id, answers[which] ?? null),
  }),
)
const recordNow = fc.constant<Call>({
  name: 'record now',
  run: (c) => c.recordNow([room], { template, templateId: null }),
})
const drive = fc.constant<Call>({ name: 'drive', run: (c) => c.drive(room) })
const call = fc.oneof(
  { weight: 4, arbitrary: publish },
  { weight: 2, arbitrary: unpublish },
  { weight: 5, arbitrary: command },
  { weight: 2, arbitrary: answer },
  recordNow,
  { weight: 2, arbitrary: drive },
)

/** One of the recordings that have not ended, chosen by a number. */
const oneOf = (world: MemoryWorld, choice: number) => {
  const unended = world.unended()
  return unended[choice % Math.max(1, unended.length)]
}

const choice = fc.nat({ max: 3 })
const event = fc.oneof(
  fc.integer({ min: -30, max: 90 }).map(
    (seconds): Event => ({
      name: `${seconds} s pass`,
      happen: (world) => {
        world.nowMs += seconds * 1000
      },
    }),
  ),
  fc.constant<Event>({ name: 'recorders work', happen: (world) => world.recordersWork() }),
  choice.map(
    (number): Event => ({
      name: `recording ${number} fails`,
      happen: (world) => {
        const recording = oneOf(world, number)
        if (recording !== undefined)
          world.change(recording.id, { state: 'failed', reason: 'stream_ended' })
      },
    }),
  ),
  choice.map(
    (number): Event => ({
      name: `a user stops recording ${number}`,
      happen: (world) => {
        const recording = oneOf(world, number)
        if (recording !== undefined) world.stopByUser(recording)
      },
    }),
  ),
  choice.map(
    (number): Event => ({
      name: `recording ${number} is removed when it is final`,
      happen: (world) => {
        const final = [...world.recordings.values()].filter(({ state }) => isFinal(state))
        const recording = final[number % Math.max(1, final.length)]
        if (recording !== undefined) world.recordings.delete(recording.id)
      },
    }),
  ),
)

const setting = fc.record({
  mode: fc.constantFrom('automatic', 'on-demand', 'manual', 'none'),
  hasRendition: fc.boolean(),
  opensAfter: fc.option(fc.integer({ min: 1, max: 60 })),
  closesAfter: fc.option(fc.integer({ min: 61, max: 200 })),
})
type Setting = typeof setting extends fc.Arbitrary<infer S> ? S : never

const worldOf = ({ mode, hasRendition, opensAfter, closesAfter }: Setting): MemoryWorld => {
  const made = new MemoryWorld()
  const inSeconds = (seconds: number | null) => seconds && made.nowMs + seconds * 1000
  if (mode !== 'none')
    made.rule({
      mode,
      template: hasRendition ? withRendition : template,
      window: { startMs: inSeconds(opensAfter), endMs: inSeconds(closesAfter) },
    })
  return made
}

/** Refusals are answers; anything else is a mistake. */
const swallowRefusal = (error: unknown): void => {
  if (error instanceof Crash) return
  if (!isTapedeckError(error) || error.code === 'SERVICE_BUG') throw error
}

const crashAfter = (uses: number) => {
  let left = uses
  return () => {
    left -= 1
    if (left < 0) throw new Crash()
  }
}

/** Drives until nothing changes any more. */
const converge = async (made: MemoryWorld): Promise<void> => {
  for (let round = 0; round < 20; round++) {
    const before = made.streamOrNull()?.revision
    await made.control().drive(room)
    if (made.streamOrNull()?.revision === before) return
  }
  throw new Error('driving does not come to an end')
}

test('whatever happens in whatever order and wherever a process crashes, driving makes recordings what is wished', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ call, crash: fc.option(fc.nat({ max: 12 })) }) },
    { weight: 1, arbitrary: fc.record({ event }) },
  )
  await fc.assert(
    fc.asyncProperty(setting, fc.array(step, { maxLength: 30 }), async (chosen, steps) => {
      const made = worldOf(chosen)
      for (const one of steps) {
        if ('event' in one) one.event.happen(made)
        else {
          const { crash } = one
          const control = made.control(crash === null ? undefined : crashAfter(crash))
          await one.call.run(control).catch(swallowRefusal)
        }
        expect(standingProblems(made)).toEqual([])
      }
      await converge(made)
      expect(restingProblems(made)).toEqual([])
      const byRequest = [...made.recordings.values()].every(
        ({ origin }) => origin?.kind === 'stream' && origin.ruleId === null,
      )
      if (chosen.mode === 'none') expect(byRequest).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('calls that interleave leave every wish carried out, and nothing that nobody wants, without another look', async () => {
  const batch = fc.tuple(
    fc.array(
      event.filter(({ name }) => !name.includes('removed')),
      { maxLength: 2 },
    ),
    fc.array(call, { minLength: 1, maxLength: 4 }),
  )
  await fc.assert(
    fc.asyncProperty(
      setting,
      fc.scheduler(),
      fc.array(batch, { maxLength: 6 }),
      async (chosen, scheduler, batches) => {
        const made = worldOf(chosen)
        const interleaved = (): StreamControl =>
          made.control(async (port) => {
            await scheduler.schedule(Promise.resolve(), port)
          })
        for (const [events, calls] of batches) {
          for (const { happen } of events) happen(made)
          const all = Promise.all(calls.map(({ run }) => run(interleaved()).catch(swallowRefusal)))
          await scheduler.waitFor(all)
          expect(restingProblems(made)).toEqual([])
        }
      },
    ),
    { numRuns: 1000 },
  )
})

test('of commands that race for the same, one wins and the others get the error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, racers) => {
      const made = new MemoryWorld()
      made.rule({ mode: 'manual' })
      await made.control().publish(room, publicationOf('p1'))
      const codes: string[] = []
      const start = async () => {
        const control = made.control(async (port) => {
          await scheduler.schedule(Promise.resolve(), port)
        })
        try {
          await control.command(room, 'start')
          codes.push('won')
        } catch (error) {
          codes.push(isTapedeckError(error) ? error.code : 'other')
        }
      }
      await scheduler.waitFor(Promise.all(Array.from({ length: racers }, start)))
      expect(codes.filter((code) => code === 'won').length).toBe(1)
      expect(codes.filter((code) => code === 'STREAM_ALREADY_RECORDED').length).toBe(racers - 1)
      expect(made.recordings.size).toBe(1)
    }),
  )
})
