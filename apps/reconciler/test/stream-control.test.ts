import { randomBytes } from 'node:crypto'
import { isTapedeckError } from '@tapedeck/contracts'
import {
  type ControlPorts,
  controlPortsOf,
  createStreamControl,
  type StreamControl,
} from '@tapedeck/control'
import { isFinal, type Recording, type StreamCommand, type StreamName } from '@tapedeck/domain'
import { createStore, type Store } from '@tapedeck/store'
import { describe, expect, onTestFinished } from 'vitest'
import {
  createDomain,
  createRule,
  publicationOf,
  rulesTest,
  streamNamed,
  type World,
} from './rules-fixture.ts'

const log = { info: () => undefined, warn: () => undefined }

/** Another process: a store with connections of its own, and perhaps ports that fail. */
const process = (
  { redisUrl, producer, storage }: World,
  change: (ports: ControlPorts) => ControlPorts = (ports) => ports,
): StreamControl => {
  const store = createStore({ redis: redisUrl, clock: Date.now, randomBytes })
  onTestFinished(() => store.close())
  const parts = { store, producer, clock: Date.now, log }
  const resolve = storage.resolve.bind(storage)
  return createStreamControl(change(controlPortsOf({ ...parts, storage: resolve })))
}

const dying = () => Promise.reject(new Error('the process is gone'))

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'done'
  } catch (error) {
    if (isTapedeckError(error)) return error.code
    throw error
  }
}

const drivenOf = async (store: Store, name: StreamName): Promise<Recording[]> => {
  const live = await store.streams.get(name)
  const ids = live?.recordings.map(({ recordingId }) => recordingId) ?? []
  const found = await Promise.all(ids.map((id) => store.recordings.get(id)))
  return found.filter((recording) => recording !== null)
}

const allRecordings = async (store: Store, name: StreamName): Promise<Recording[]> => {
  const filter = { states: null, name: null, createdAfterMs: null, createdBeforeMs: null }
  const { items } = await store.recordings.list(filter, { cursor: null, limit: 500 })
  return items.filter(({ stream }) => stream.stream === name.stream)
}

/** Ends a recording as its recorder would. */
const complete = async (store: Store, recordingId: string): Promise<void> => {
  for (const input of ['taken', 'fragmentArrived', 'stopRequested', 'filesStored'] as const)
    await store.recordings.transition({ recordingId, input, lease: null })
}

describe('control of streams over Redis', () => {
  rulesTest('of starts that race across processes one wins', async ({ world }) => {
    await createDomain(world.store)
    await createRule(world.store, 'race', { mode: 'manual' })
    const name = streamNamed('race')
    await world.control.publish(name, publicationOf('p1'))
    const racers = [world.control, process(world), process(world), process(world)]
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        codeOf((racers[index % racers.length] ?? world.control).command(name, 'start')),
      ),
    )
    expect(codes.filter((code) => code === 'done').length).toBe(1)
    expect(codes.filter((code) => code === 'STREAM_ALREADY_RECORDED').length).toBe(19)
    expect((await allRecordings(world.store, name)).length).toBe(1)
  })

  rulesTest('a wish outlives the process that wrote it', async ({ world }) => {
    await createDomain(world.store)
    await createRule(world.store, 'crash')
    const name = streamNamed('crash')
    const crashed = process(world, (ports) => ({
      ...ports,
      recordings: { ...ports.recordings, create: dying, setDesired: dying },
    }))
    await crashed.publish(name, publicationOf('p1'))
    expect(await allRecordings(world.store, name)).toEqual([])
    await Promise.all([world.control.drive(name), process(world).drive(name)])
    const [recording, ...others] = await allRecordings(world.store, name)
    expect(others).toEqual([])
    expect(recording?.state).toBe('accepted')
    await crashed.command(name, 'pause')
    await crashed.command(name, 'resume')
    await crashed.command(name, 'split')
    await Promise.all([world.control.drive(name), process(world).drive(name)])
    expect((await drivenOf(world.store, name)).map(({ desired }) => desired)).toEqual([
      { stop: null, splits: 1 },
    ])
  })

  rulesTest(
    'processes that work against each other leave what was wished last',
    async ({ world }) => {
      await createDomain(world.store)
      await createRule(world.store, 'melee')
      const name = streamNamed('melee')
      await world.control.publish(name, publicationOf('p0'))
      const processes = [world.control, process(world), process(world)]
      const commands: StreamCommand[] = ['stop', 'start', 'pause', 'resume', 'restart', 'split']
      const work = (control: StreamControl, turn: number) => {
        if (turn % 5 === 3) return control.drive(name)
        if (turn % 11 === 7) return control.publish(name, publicationOf(`p${turn}`))
        return control.command(name, commands[turn % commands.length] ?? 'split')
      }
      for (let round = 0; round < 15; round++) {
        await Promise.all(
          processes.map((control, index) => codeOf(work(control, round * 3 + index * 7))),
        )
        const live = await world.store.streams.get(name)
        const all = await allRecordings(world.store, name)
        const wanted = all.filter(({ state, desired }) => !isFinal(state) && desired.stop === null)
        for (const recording of wanted) {
          const entry = live?.recordings.find(({ recordingId }) => recordingId === recording.id)
          const isHeld = (recording.desired.pause ?? null) !== null
          expect(['run', 'pause', 'stop', 'replaced']).toContain(entry?.wish)
          if (entry?.wish === 'run') expect(isHeld).toBe(false)
          if (entry?.wish === 'pause' || entry?.wish === 'stop') expect(isHeld).toBe(true)
        }
        const current = live?.recordings.filter(({ wish }) => wish !== 'end' && wish !== 'replaced')
        expect(current?.length ?? 0).toBeLessThanOrEqual(1)
      }
    },
  )

  rulesTest('a rule is executing until what it had recorded has ended', async ({ world }) => {
    const { store, control } = world
    await createDomain(store)
    await createRule(store, 'busy')
    const name = streamNamed('busy')
    await control.publish(name, publicationOf('p1'))
    const [rule] = await store.rules.matching(name)
    const id = rule?.id ?? ''
    expect(await store.rules.remove(id)).toBe('executing')
    await control.unpublish(name, 'p1')
    expect(await store.rules.remove(id)).toBe('executing')
    for (const recording of await drivenOf(store, name)) await complete(store, recording.id)
    await control.drive(name)
    expect((await store.streams.get(name))?.phase).toBe('offline')
    expect(await store.rules.remove(id)).toBe('removed')
  })

  rulesTest('200 streams that are published at once are all recorded, once', async ({ world }) => {
    await createDomain(world.store)
    await createRule(world.store, null)
    const processes = [world.control, process(world)]
    const names = Array.from({ length: 200 }, (_, index) => streamNamed(`many${index}`))
    await Promise.all(
      names.flatMap((name) => processes.map((one) => one.publish(name, publicationOf('p1')))),
    )
    const recorded = await Promise.all(names.map((name) => drivenOf(world.store, name)))
    expect(recorded.every(({ length }) => length === 1)).toBe(true)
  })
})
