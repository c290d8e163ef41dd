import type { Producer, QueueCounts } from '@tapedeck/queue'
import type { Metrics } from '@tapedeck/telemetry'

type Counted = { [Queue in Exclude<keyof Producer, 'close'>]: Pick<Producer[Queue], 'counts'> }

const states = ['waiting', 'delayed', 'active', 'failed'] as const satisfies (keyof QueueCounts)[]
const unknown: QueueCounts = {
  waiting: Number.NaN,
  delayed: Number.NaN,
  active: Number.NaN,
  failed: Number.NaN,
}

/** Shows how many jobs are in each queue. Asked on every scrape; while Redis is away the numbers are unknown (NaN). */
export const showQueues = (
  metrics: Metrics,
  { record, deliver, check, ask }: Counted,
  maxWaitingChecks: number,
): void => {
  metrics.gauge({
    name: 'tapedeck_queue_jobs',
    help: 'Jobs of each queue that wait, are put off (delayed), run (active), or failed for good within a day',
    labelNames: ['queue', 'state'],
    async collect() {
      const queues = Object.entries({ record, deliver, check, ask })
      await Promise.all(
        queues.map(async ([queue, { counts }]) => {
          const jobs = await counts().catch(() => unknown)
          for (const state of states) this.set({ queue, state }, jobs[state])
        }),
      )
    },
  })
  metrics
    .gauge({
      name: 'tapedeck_queue_max_jobs',
      help: 'Most jobs that may wait or be put off in a queue; queues without a bound of their own are not shown',
      labelNames: ['queue'],
    })
    .set({ queue: 'check' }, maxWaitingChecks)
}
