import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { createStore, type Store } from '@tapedeck/store'
import { demoWebhookSecret, startApp, startRedis } from '@tapedeck/testkit'
import { startReceivers, tell } from './webhook-load.ts'

type Run = { receivers: number; hangs: boolean }
type Figures = { eventsPerSecond: number; latenciesMs: number[] }

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const burstEvents = 3000
const streamsPerReceiver = 20
const pacedPerSecond = 50

/** Which receiver each event goes to: in turns, the hanging one included. */
const turnsOf = (urls: string[], hangingUrl: string | null): string[] =>
  hangingUrl === null ? urls : [...urls, hangingUrl]

/** Tells events that wait when the notifier starts; resolves to how many go to receivers that answer. */
const tellBurst = async (store: Store, turns: string[], answering: number): Promise<number> => {
  let count = 0
  for (let n = 0; n < burstEvents; n += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, k) => {
        const turn = (n + k) % turns.length
        if (turn < answering) count += 1
        const stream = `burst-${turn}-${Math.floor((n + k) / turns.length) % streamsPerReceiver}`
        return tell(store, `evt_burst_${n + k}`, stream, turns[turn] ?? '')
      }),
    )
  return count
}

/** Tells events at an even pace; resolves to when each of those to receivers that answer was told. */
const tellPaced = async (
  store: Store,
  turns: string[],
  options: { answering: number; seconds: number },
): Promise<Map<string, number>> => {
  const told = new Map<string, number>()
  const startMs = performance.now()
  const total = options.seconds * pacedPerSecond
  for (let n = 0; n < total; n++) {
    await delay(Math.max(0, startMs + (n * 1000) / pacedPerSecond - performance.now()))
    const turn = n % turns.length
    const id = `evt_paced_${n}`
    if (turn < options.answering) told.set(id, performance.now())
    await tell(store, id, `paced-${n}`, turns[turn] ?? '')
  }
  return told
}

const measure = async ({ receivers, hangs }: Run, seconds: number): Promise<Figures> => {
  const redis = await startRedis()
  const store = createStore({ redis: redis.url, clock: Date.now, randomBytes })
  const target = await startReceivers(receivers)
  const turns = turnsOf(target.urls, hangs ? target.hangingUrl : null)
  const burst = await tellBurst(store, turns, receivers)
  const notifier = await startApp('notifier', {
    TAPEDECK_REDIS_URL: redis.url,
    TAPEDECK_WEBHOOK_ALLOW_PRIVATE: 'true',
    TAPEDECK_WEBHOOK_SECRET: demoWebhookSecret,
    TAPEDECK_LOG_LEVEL: 'error',
  })
  try {
    await target.arrived(burst)
    const times = [...target.arrivals.values()]
    const spanMs = Math.max(...times) - Math.min(...times)
    const told = await tellPaced(store, turns, { answering: receivers, seconds })
    await target.arrived(burst + told.size)
    return {
      eventsPerSecond: burst / (spanMs / 1000),
      latenciesMs: [...told].map(([id, atMs]) => (target.arrivals.get(id) ?? 0) - atMs),
    }
  } finally {
    await target.close()
    await notifier.stop()
    await store.close()
    await redis.stop()
  }
}

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0

const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const row = (name: string, all: Figures[], base: Figures[]): string => {
  const latencies = all.flatMap(({ latenciesMs }) => latenciesMs)
  const baseLatencies = base.flatMap(({ latenciesMs }) => latenciesMs)
  const p99 = quantile(latencies, 0.99)
  const columns = [
    mean(all.map(({ eventsPerSecond }) => eventsPerSecond))
      .toFixed(0)
      .padStart(11),
    quantile(latencies, 0.5).toFixed(1).padStart(11),
    p99.toFixed(1).padStart(11),
    `x${(p99 / quantile(baseLatencies, 0.99)).toFixed(2)}`.padStart(11),
  ]
  return `  ${name.padEnd(36)}${columns.join('')}`
}

/**
 * How many events per second one notifier brings to 1, 10 and 100 receivers out of a backlog, and how long one event takes at
 * an even pace; each beside a run in which one more receiver takes its share of the events and never answers. The runs take
 * turns, so that what else the machine does falls on both.
 * @param options.seconds length of the even pace in each of the two rounds
 */
export const benchWebhooks = async ({ seconds }: { seconds: number }): Promise<void> => {
  say(
    `\none notifier, ${cpus().length} cores; backlog of ${burstEvents} events, then ${pacedPerSecond} events a second for ${2 * seconds} s\n`,
  )
  const heads = ['events/s', 'p50 ms', 'p99 ms', 'p99 ratio'].map((head) => head.padStart(11))
  say(`  ${''.padEnd(36)}${heads.join('')}`)
  for (const receivers of [1, 10, 100]) {
    const base: Figures[] = []
    const hung: Figures[] = []
    for (const order of [
      [base, hung],
      [hung, base],
    ])
      for (const figures of order)
        figures.push(await measure({ receivers, hangs: figures === hung }, seconds))
    say(row(`${receivers} receivers`, base, base))
    say(row(`${receivers} receivers and one that hangs`, hung, base))
  }
}
