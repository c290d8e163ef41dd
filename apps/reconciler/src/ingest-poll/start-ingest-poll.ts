import { randomInt } from 'node:crypto'
import type { StoredSource } from '@tapedeck/domain'
import { createServerClient, createServerPoller } from '@tapedeck/ingest'
import { eachPage, type SourceStore } from '@tapedeck/store'
import type { Metrics, Releasers } from '@tapedeck/telemetry'
import pLimit from 'p-limit'
import { startReconcileLoop } from '../reconcile-loop.ts'
import { createIngestPollMetrics } from './ingest-poll-metrics.ts'
import { type PollDeps, pollSource } from './poll-source.ts'
import { SourceSchedule } from './source-schedule.ts'

/** How often it is looked whether a source is due, in milliseconds. */
const lookEveryMs = 1000
/** Servers that are asked at the same time. */
const concurrency = 8

const random = (): number => randomInt(2 ** 32) / 2 ** 32

export type IngestPollOptions = Pick<PollDeps, 'store' | 'control' | 'log' | 'clock'> & {
  /** Monotonic milliseconds. */
  monotonic: () => number
  metrics: Metrics
}

const polledSources = async (sources: SourceStore): Promise<StoredSource[]> => {
  const polled: StoredSource[] = []
  for await (const items of eachPage((page) => sources.list(page)))
    polled.push(...items.filter(({ poll }) => poll !== null))
  return polled
}

/**
 * Asks the server of every source that has poll settings, at its interval, and sets right what notifications did not tell.
 * Reconcilers do it side by side: a correction that is made twice changes nothing more.
 */
export const startIngestPoll = (options: IngestPollOptions, releasers: Releasers): void => {
  const { store, log, monotonic } = options
  const client = createServerClient()
  const poller = createServerPoller(client)
  const metrics = createIngestPollMetrics(options.metrics)
  const deps: PollDeps = { ...options, poller, metrics }
  const schedule = new SourceSchedule(random)
  const limit = pLimit(concurrency)
  const stopping = new AbortController()
  const isStopping = (): boolean => stopping.signal.aborted
  const running = new Set<Promise<void>>()

  const pollOnce = async (source: StoredSource, before: ReadonlySet<string>): Promise<void> => {
    if (isStopping()) return
    try {
      const seen = await pollSource(deps, source, before, stopping.signal)
      schedule.succeeded(source, seen, monotonic())
      metrics.polled(source.kind, 'ok')
    } catch (error) {
      if (isStopping()) return
      const pauseMs = Math.round(schedule.failed(source, monotonic()))
      metrics.polled(source.kind, 'failed')
      const reason = error instanceof Error ? error.message : 'unknown'
      const facts = { sourceId: source.id, kind: source.kind, reason, pauseMs }
      log.warn(facts, 'a media server could not be asked; it is asked again')
    }
  }

  const startDue = async (): Promise<void> => {
    const sources = await polledSources(store.sources)
    const ids = new Set(sources.map(({ id }) => id))
    schedule.keep(ids)
    poller.keep(ids)
    for (const source of sources) {
      const before = schedule.take(source.id, monotonic())
      if (before === null) continue
      const work = limit(() => pollOnce(source, before))
      running.add(work)
      void work.finally(() => running.delete(work))
    }
  }

  const loop = startReconcileLoop({
    pass: startDue,
    intervalMs: lookEveryMs,
    onError: (err) => log.warn({ err }, 'ingest sources could not be read; it is tried again'),
  })
  releasers.add('ingest poll', async () => {
    await loop.stop()
    stopping.abort()
    await Promise.allSettled(running)
    await client.close()
  })
}
