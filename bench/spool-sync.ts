import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openSpool, type RecordingSpool, type Spool } from '@tapedeck/spool'

/** When what was appended is made durable. */
const policies = ['never', 'each second', 'each fragment'] as const
type Policy = (typeof policies)[number]

/** A second of a stream of 2.6 Mbit/s: one fragment. */
const fragment = Buffer.alloc(325_000, 0x5a)
const fragmentMs = 1000

/** Milliseconds until an append was done, over all recordings and rounds. */
type Latencies = number[]

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const quantile = (sorted: Latencies, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** One recording in real time, begun somewhere in the second as streams are. */
const record = async (
  own: RecordingSpool,
  { startMs, endMs, isSynced }: { startMs: number; endMs: number; isSynced: boolean },
): Promise<Latencies> => {
  const latencies: Latencies = []
  for (let dueMs = startMs; dueMs < endMs; dueMs += fragmentMs) {
    await delay(Math.max(0, dueMs - performance.now()))
    const beganMs = performance.now()
    await own.appendFragment(0, fragment, Date.now())
    if (isSynced) await own.sync()
    latencies.push(performance.now() - beganMs)
  }
  return latencies
}

const measure = async (
  spool: Spool,
  { policy, recordings, seconds }: { policy: Policy; recordings: number; seconds: number },
): Promise<Latencies> => {
  const startMs = performance.now() + 200
  const endMs = startMs + seconds * 1000
  const open = await Promise.all(
    Array.from({ length: recordings }, (_, n) => spool.open(`rec_${n}`, 1)),
  )
  const latencies = await Promise.all(
    open.map((own, n) =>
      record(own, {
        startMs: startMs + (n * fragmentMs) / recordings,
        endMs,
        isSynced: policy === 'each fragment',
      }),
    ),
  )
  for (const own of open) await own.remove()
  return latencies.flat()
}

/** Bytes per second that one recording appends when nothing paces it. */
const measureSpeed = async (spool: Spool, policy: Policy): Promise<number> => {
  const own = await spool.open('rec_fast', 1)
  const count = 200
  const beganMs = performance.now()
  for (let n = 0; n < count; n++) {
    await own.appendFragment(0, fragment, Date.now())
    if (policy === 'each fragment') await own.sync()
  }
  if (policy !== 'never') await own.sync()
  const seconds = (performance.now() - beganMs) / 1000
  await own.remove()
  return (count * fragment.length) / seconds
}

const ms = (value: number): string => value.toFixed(2).padStart(9)
const times = (value: number, base: number): string => `x${(value / base).toFixed(1)}`.padStart(8)

/**
 * What it costs to make the spool durable: time until an append is done, at 1, 20 and 50 recordings in real time, when
 * it is synced never, once a second or with each fragment. The policies take turns, so that what else the disk does
 * falls on all of them.
 * @param directory on the disk that is measured
 */
export const benchSpoolSync = async (options: { seconds: number; directory: string }) => {
  const rounds = 2
  const directory = await mkdtemp(join(options.directory, 'tapedeck-bench-spool-'))
  try {
    for (const recordings of [1, 20, 50]) {
      const latencies = new Map<Policy, Latencies>(policies.map((policy) => [policy, []]))
      for (let round = 0; round < rounds; round++)
        for (const policy of round % 2 === 0 ? policies : policies.toReversed()) {
          const syncIntervalMs = policy === 'each second' ? 1000 : 0
          const spool = await openSpool(directory, { syncIntervalMs })
          const seconds = options.seconds / rounds
          latencies.get(policy)?.push(...(await measure(spool, { policy, recordings, seconds })))
          await spool.close()
        }
      say(`\n${recordings} recordings at 2.6 Mbit/s, ${options.seconds} s each: ms per append`)
      say(`  synced             median      p99      max    median, max to never`)
      const base = latencies.get('never')?.toSorted((a, b) => a - b) ?? []
      for (const [policy, all] of latencies) {
        const sorted = all.toSorted((a, b) => a - b)
        const [median, max] = [quantile(sorted, 0.5), quantile(sorted, 1)]
        say(
          `  ${policy.padEnd(14)}${ms(median)}${ms(quantile(sorted, 0.99))}${ms(max)}${times(median, quantile(base, 0.5))}${times(max, quantile(base, 1))}`,
        )
      }
    }
    const spool = await openSpool(directory)
    say('\nunpaced, one recording: MB/s')
    for (const policy of policies) {
      const rates: number[] = []
      for (let n = 0; n < 3; n++) rates.push(await measureSpeed(spool, policy))
      say(
        `  ${policy.padEnd(14)}${rates.map((rate) => (rate / 1e6).toFixed(0).padStart(7)).join('')}`,
      )
    }
    await spool.close()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
