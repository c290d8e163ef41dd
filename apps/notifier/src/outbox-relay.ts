import { setTimeout as pause } from 'node:timers/promises'
import { type DeliveryJob, deliveryJobSchema } from '@tapedeck/contracts'
import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'
import type { OutboxEntry, OutboxStore } from '@tapedeck/store'

export type OutboxRelayOptions = {
  outbox: OutboxStore
  /** Adds the job to the delivery queue; the same event for the same receiver again changes nothing. */
  enqueue: (job: DeliveryJob) => Promise<void>
  /** Name of this reader, unique among the processes that run now. */
  consumer: string
  onRelayed: (entries: OutboxEntry[]) => void
  /** An entry that is no valid job can never be delivered; it is told and let go, or it would hold up the others. */
  onInvalid: (entry: OutboxEntry, problem: string) => void
  /** The outbox could not be read or the queue not be filled; it is tried again. */
  onError: (error: unknown) => void
}

/** Moves events from the outbox to the delivery queue until it is stopped. */
export type OutboxRelay = {
  /** False when nothing could be read for so long that the process had better be replaced. */
  isAlive(): boolean
  /**
   * Ends after the entries in hand. While Redis is away the running read ends only when the store is closed;
   * it is then not waited for.
   */
  stop(): Promise<void>
}

const batchSize = 100
/** How long a read waits for news. */
const blockMs = 1000
/** Longest wait for the running read when it stops. */
const stopWaitMs = blockMs + 2000
/** Entries of a reader that was silent this long are taken over. */
const idleMs = 60_000
const silentMs = 60_000
const failurePauses: RetryPolicy = {
  firstDelayMs: 250,
  maxDelayMs: 10_000,
  factor: 2,
  attempts: Number.POSITIVE_INFINITY,
}

const relayEntry = async (options: OutboxRelayOptions, entry: OutboxEntry): Promise<void> => {
  if (entry.notifyUrl === null) return
  const job = deliveryJobSchema.safeParse({ url: entry.notifyUrl, event: entry.event })
  if (job.success) await options.enqueue(job.data)
  else options.onInvalid(entry, job.error.message)
}

/** Relays what one read gives. @throws the first failure, after the others are acknowledged */
const relayBatch = async (options: OutboxRelayOptions, entries: OutboxEntry[]): Promise<void> => {
  const results = await Promise.allSettled(entries.map((entry) => relayEntry(options, entry)))
  const relayed = entries.filter((_, index) => results[index]?.status === 'fulfilled')
  if (relayed.length > 0) await options.outbox.acknowledge(relayed.map(({ entryId }) => entryId))
  options.onRelayed(relayed)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Waits, or not when the signal says so. */
const pauseUnless = async (delayMs: number, signal: AbortSignal): Promise<void> => {
  await pause(delayMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/**
 * Starts reading. An entry is acknowledged only after its job is in the queue: whatever dies in between, the
 * entry is read again and the job, which is known by event and receiver, is not doubled.
 */
export const startOutboxRelay = (options: OutboxRelayOptions): OutboxRelay => {
  const { outbox, consumer } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let lastReadAtMs = performance.now()

  const relayOnce = async (): Promise<void> => {
    const entries = await outbox.read(consumer, { count: batchSize, blockMs, idleMs })
    lastReadAtMs = performance.now()
    if (entries.length > 0) await relayBatch(options, entries)
  }

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await relayOnce()
        failures = 0
      } catch (error) {
        options.onError(error)
        failures += 1
        await pauseUnless(backoffDelayMs(failurePauses, failures, Math.random()), signal)
      }
    }
  }

  const ended = run()
  return {
    isAlive: () => performance.now() - lastReadAtMs < silentMs,
    stop: async () => {
      stopping.abort()
      const waited = new AbortController()
      const bound = pauseUnless(stopWaitMs, waited.signal)
      await Promise.race([ended, bound])
      waited.abort()
      await bound
    },
  }
}
