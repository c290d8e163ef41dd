import type { OnDemandCallback } from '@tapedeck/domain'
import { type CallbackAnswer, type CallbackServer, startCallbackServer } from '@tapedeck/testkit'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import {
  aTemplate,
  createDomain,
  createRule,
  domainName,
  output,
  publicationOf,
  rulesTest,
  startClock,
  streamNamed,
  type World,
} from './rules-fixture.ts'

const timeout = 20_000
let callback: CallbackServer

beforeEach(async () => {
  callback = await startCallbackServer()
})
afterEach(() => callback.stop())

const onDemand = (part: Partial<OnDemandCallback> = {}): OnDemandCallback => ({
  url: `${callback.url}ask`,
  timeoutMs: 3000,
  retries: 0,
  onFailure: 'skip',
  ...part,
})

const body = (value: unknown): CallbackAnswer => ({ kind: 'body', body: JSON.stringify(value) })

const both = aTemplate({ formats: [output(), output({ format: 'flv' })] })

/** Streams whose names are their answers, all of one rule. */
const answers: Record<string, CallbackAnswer> = {
  yes: body({ NeedRecord: true }),
  no: body({ NeedRecord: false }),
  flv: body({ NeedRecord: true, Format: ['FLV', 'm3u8'], Interval: { Flv: 7 } }),
  none: body({ NeedRecord: true, Format: ['m3u8'] }),
  odd: body({ NeedRecord: true, Interval: { Mp4: 1 } }),
  hangs: { kind: 'hang' },
  fails: { kind: 'status', status: 500 },
  large: { kind: 'bigBody', status: 200, bytes: 10_000 },
  redirected: { kind: 'redirect', location: '/yes' },
}

const answerByName = (): void =>
  callback.answer(
    ({ query }) => answers[query.get('stream') ?? ''] ?? { kind: 'status', status: 404 },
  )

const publish = async ({ control }: World, names: string[]): Promise<void> => {
  const told = { codec: 'h264', videoKbps: 900 }
  await Promise.all(
    names.map((name) => control.publish(streamNamed(name), publicationOf(name, told))),
  )
}

const seen = async ({ store }: World, name: string): Promise<string> => {
  const live = await store.streams.get(streamNamed(name))
  if (live === null) return 'missing'
  const id = live.recordings[0]?.recordingId
  const recording = id === undefined ? null : await store.recordings.get(id)
  const formats = recording?.template.formats.map(
    ({ format, cycleSeconds }) => `${format} ${cycleSeconds}`,
  )
  return [live.phase, live.skip?.reason, formats?.join(', ')].filter(Boolean).join(': ')
}

const skippedEvents = async ({ store }: World) => {
  const entries = await store.eventLog.list(null, 100)
  return entries.flatMap(({ event, context: { notifyUrl } }) =>
    event.type === 'stream.skipped'
      ? [`${event.data.stream.stream}: ${event.data.reason} to ${notifyUrl}`]
      : [],
  )
}

describe('streams of a rule on demand', () => {
  rulesTest('are recorded as the callback says', async ({ world }) => {
    answerByName()
    await createDomain(world.store, { notifyUrl: 'https://hooks.example.org/' })
    await createRule(world.store, null, { mode: 'on-demand', template: both, onDemand: onDemand() })
    const { metrics } = startClock(world)
    const names = Object.keys(answers)
    await publish(world, names)
    const outcomes = async () =>
      Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, await seen(world, name)] as const)),
      )
    await expect.poll(outcomes, { timeout }).toEqual({
      yes: 'recording: mp4 60, flv 60',
      no: 'unrecorded: declined',
      flv: 'recording: flv 7',
      none: 'unrecorded: no_format_left',
      odd: 'recording: mp4 5, flv 60',
      hangs: 'unrecorded: callback_failed',
      fails: 'unrecorded: callback_failed',
      large: 'unrecorded: callback_failed',
      redirected: 'unrecorded: callback_failed',
    })
    const asked = callback.questions.find(({ query }) => query.get('stream') === 'yes')
    expect(asked?.url).toBe(`/ask?app=live&domain=${domainName}&stream=yes&codec=h264&vbitrate=900`)
    expect(callback.questions).toHaveLength(names.length)
    // told once the record says so
    await expect
      .poll(async () => (await skippedEvents(world)).toSorted(), { timeout })
      .toEqual(
        ['fails', 'hangs', 'large', 'none', 'redirected'].map(
          (name) =>
            `${name}: ${name === 'none' ? 'no_format_left' : 'callback_failed'} to https://hooks.example.org/`,
        ),
      )
    await expect.poll(() => metrics.render()).toMatch(/asks_total\{outcome="failed"\S* 4/)
  })

  rulesTest('are recorded all the same when the rule says so', async ({ world }) => {
    callback.answer({ kind: 'close' })
    await createDomain(world.store, { onDemand: onDemand({ onFailure: 'record', retries: 1 }) })
    await createRule(world.store, null, { mode: 'on-demand', template: both })
    startClock(world)
    await publish(world, ['one'])
    await expect.poll(() => seen(world, 'one'), { timeout }).toBe('recording: mp4 60, flv 60')
    expect(callback.questions).toHaveLength(2)
  })

  rulesTest('wait for a reconciler that allows and can ask', async ({ world }) => {
    callback.answer(body({ NeedRecord: true }))
    await createDomain(world.store)
    await createRule(world.store, null, { mode: 'on-demand', onDemand: onDemand() })
    await publish(world, ['one'])
    expect(await seen(world, 'one')).toBe('asking')
    startClock(world, { allowPrivate: false })
    await expect.poll(() => seen(world, 'one'), { timeout }).toBe('unrecorded: callback_failed')
    expect(callback.questions).toEqual([])
  })
})

describe('a publication that waits for its callback', () => {
  rulesTest('is asked for by another reconciler when the first one ends', async ({ world }) => {
    callback.answer({ kind: 'hang' })
    await createDomain(world.store)
    await createRule(world.store, null, {
      mode: 'on-demand',
      onDemand: onDemand({ timeoutMs: 30_000, retries: 5 }),
    })
    const first = startClock(world)
    await publish(world, ['one'])
    await expect.poll(() => callback.questions.length, { timeout }).toBe(1)
    await first.stop()
    expect(await seen(world, 'one')).toBe('asking')
    callback.answer(body({ NeedRecord: true }))
    startClock(world)
    await expect.poll(() => seen(world, 'one'), { timeout }).toBe('recording: mp4 60')
  })

  rulesTest('is asked for again by the sweep when its job was lost', async ({ world }) => {
    callback.answer(body({ NeedRecord: true }))
    await createDomain(world.store)
    await createRule(world.store, null, { mode: 'on-demand', onDemand: onDemand() })
    const { producer } = world
    // Redis was away when the publication was told
    const lost = { ...producer, ask: { ...producer.ask, add: async () => undefined } }
    const { createStreamControl, controlPortsOf } = await import('@tapedeck/control')
    const parts = { ...world, producer: lost, clock: Date.now, log: console }
    const control = createStreamControl(
      controlPortsOf({ ...parts, storage: (target) => world.storage.resolve(target) }),
    )
    await publish({ ...world, control }, ['one'])
    expect(await producer.ask.counts()).toMatchObject({ waiting: 0 })
    startClock(world, { timing: { sweepEveryMs: 500 } })
    await expect.poll(() => seen(world, 'one'), { timeout }).toBe('recording: mp4 60')
  })

  rulesTest('that ended meanwhile is not asked for', async ({ world }) => {
    callback.answer(body({ NeedRecord: true }))
    await createDomain(world.store)
    await createRule(world.store, null, { mode: 'on-demand', onDemand: onDemand() })
    await publish(world, ['one'])
    await world.control.unpublish(streamNamed('one'), null)
    startClock(world)
    await expect
      .poll(() => world.producer.ask.counts(), { timeout })
      .toMatchObject({ waiting: 0, active: 0, failed: 0 })
    expect(callback.questions).toEqual([])
  })
})
