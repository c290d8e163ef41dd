import type { LiveStream, StreamName } from '@tapedeck/domain'
import { createLogger, createMetrics } from '@tapedeck/telemetry'
import { describe, expect, onTestFinished } from 'vitest'
import { TryLater } from '../src/janitor/try-later.ts'
import { type DriveDeps, DueStreams, sweepStreams } from '../src/streams/drive-streams.ts'
import { createStreamMetrics } from '../src/streams/stream-metrics.ts'
import {
  createDomain,
  createRule,
  publicationOf,
  rulesTest,
  startClock,
  streamNamed,
  type World,
} from './rules-fixture.ts'

const timeout = 20_000

/** Publishes a stream whose window opens and closes after so many milliseconds. */
const publishWithWindow = async (
  { store, control }: World,
  name: string,
  { opensMs, lastsMs }: { opensMs: number; lastsMs: number },
): Promise<{ startMs: number; endMs: number }> => {
  const startMs = Date.now() + opensMs
  const window = { startMs, endMs: startMs + lastsMs }
  await createRule(store, name, { window })
  await control.publish(streamNamed(name), publicationOf(name))
  return window
}

const phaseOf = async ({ store }: World, name: string): Promise<LiveStream['phase'] | undefined> =>
  (await store.streams.get(streamNamed(name)))?.phase

const driving = (world: World, drive: (stream: StreamName) => Promise<void>) => {
  const metrics = createMetrics('reconciler')
  onTestFinished(() => metrics.close())
  const around = { nowMs: 0 }
  const deps: DriveDeps = {
    store: world.store,
    control: { drive },
    tryLater: new TryLater(
      { firstDelayMs: 1000, maxDelayMs: 1000, factor: 1, attempts: 1 },
      () => 1,
    ),
    wallClock: () => Date.now() + 3_600_000,
    clock: () => around.nowMs,
    metrics: createStreamMetrics(metrics),
    log: createLogger({ app: 'reconciler', destination: { write: () => undefined } }),
  }
  return { deps, around, metrics }
}

describe('windows', () => {
  rulesTest('open and close of themselves, within a second', async ({ world }) => {
    await createDomain(world.store)
    const { metrics } = startClock(world)
    await publishWithWindow(world, 'one', { opensMs: 1500, lastsMs: 1500 })
    expect(await phaseOf(world, 'one')).toBe('scheduled')
    await expect.poll(() => phaseOf(world, 'one'), { timeout }).toBe('recording')
    const live = await world.store.streams.get(streamNamed('one'))
    const [recording] = live?.recordings ?? []
    expect(await world.store.recordings.get(recording?.recordingId ?? '')).not.toBeNull()
    await expect.poll(() => phaseOf(world, 'one'), { timeout }).toBe('unrecorded')
    await expect.poll(() => metrics.render()).toMatch(/lateness_seconds_count\S* 2/)
  })

  rulesTest('open with the next reconciler when one was stopped', async ({ world }) => {
    await createDomain(world.store)
    const first = startClock(world)
    const window = await publishWithWindow(world, 'one', { opensMs: 500, lastsMs: 60_000 })
    await first.stop()
    await expect.poll(() => Date.now(), { timeout }).toBeGreaterThan(window.startMs)
    expect(await phaseOf(world, 'one')).toBe('scheduled')
    startClock(world)
    await expect.poll(() => phaseOf(world, 'one'), { timeout }).toBe('recording')
  })

  rulesTest('of many streams open at once, with two reconcilers', async ({ world }) => {
    await createDomain(world.store)
    startClock(world)
    startClock(world)
    const names = Array.from({ length: 100 }, (_, n) => `s${n}`)
    await Promise.all(
      names.map((name) => publishWithWindow(world, name, { opensMs: 2000, lastsMs: 60_000 })),
    )
    const phases = async () => new Set(await Promise.all(names.map((name) => phaseOf(world, name))))
    await expect.poll(phases, { timeout }).toEqual(new Set(['recording']))
    // one recording each, whoever drove it
    const counts = await world.store.recordings.countByState()
    expect(counts.accepted).toBe(100)
  })
})

describe('due streams', () => {
  rulesTest('that hang or fail do not hold the others', async ({ world }) => {
    await createDomain(world.store)
    for (const name of ['hangs', 'fails', 'works', 'too'])
      await publishWithWindow(world, name, { opensMs: 60_000, lastsMs: 60_000 })
    const driven: string[] = []
    const { deps, around } = driving(world, async ({ stream }) => {
      driven.push(stream)
      if (stream === 'fails') throw new Error('it fails')
      if (stream === 'hangs') await new Promise(() => undefined)
    })
    const due = new DueStreams(deps)
    await due.begin()
    await expect.poll(() => driven.toSorted()).toEqual(['fails', 'hangs', 'too', 'works'])
    // what hangs is not driven twice at a time, what failed is given a pause
    await due.begin()
    await expect.poll(() => driven.length).toBe(6)
    expect(driven.slice(4).toSorted()).toEqual(['too', 'works'])
    around.nowMs = 1000
    await due.begin()
    await expect.poll(() => driven.filter((name) => name === 'fails').length).toBe(2)
  })
})

describe('the sweep', () => {
  rulesTest('drives every active stream, page by page, past one that fails', async ({ world }) => {
    await createDomain(world.store)
    await createRule(world.store, null)
    const names = Array.from({ length: 250 }, (_, n) => `s${n}`)
    await Promise.all(
      names.map((name) => world.control.publish(streamNamed(name), publicationOf(name))),
    )
    const driven = new Set<string>()
    const { deps, metrics } = driving(world, async ({ stream }) => {
      driven.add(stream)
      if (stream === 's100') throw new Error('it fails')
    })
    await sweepStreams(deps, new AbortController().signal)
    expect(driven.size).toBe(250)
    expect(await metrics.render()).toMatch(/cause="sweep",outcome="failed"\S* 1/)
  })

  rulesTest('makes the recording that a crash left unmade', async ({ world }) => {
    await createDomain(world.store)
    await createRule(world.store, null)
    await world.control.publish(streamNamed('one'), publicationOf('p1'))
    const live = await world.store.streams.get(streamNamed('one'))
    const id = live?.recordings[0]?.recordingId ?? ''
    const recording = await world.store.recordings.get(id)
    expect(recording?.state).toBe('accepted')
    await world.store.recordings.transition({
      recordingId: id,
      input: 'stopRequested',
      lease: null,
      patch: { reason: 'internal' },
    })
    await world.store.recordings.remove(id)
    expect(await world.store.recordings.get(id)).toBeNull()
    startClock(world, { timing: { sweepEveryMs: 500 } })
    await expect
      .poll(async () => (await world.store.recordings.get(id))?.state, { timeout })
      .toBe('accepted')
  })
})
