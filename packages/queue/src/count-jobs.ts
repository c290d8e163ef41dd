import type { QueueName } from './queues.ts'

/** One run of a job. later: put off without counting as an attempt. failed: this attempt failed. */
export type JobRun = { queue: QueueName; outcome: 'done' | 'later' | 'failed'; seconds: number }

/** As packages/telemetry has it. */
type Histograms = {
  histogram(options: {
    name: string
    help: string
    labelNames: ['queue', 'outcome']
    buckets: number[]
  }): { observe(labels: { queue: string; outcome: string }, seconds: number): void }
}

/** Measures the jobs that workers of this process run, for their `onRun`. */
export const countJobs = (metrics: Histograms): ((run: JobRun) => void) => {
  const runs = metrics.histogram({
    name: 'tapedeck_job_duration_seconds',
    help: 'Time of one run of a job, by queue and outcome: done, put off (later), or an attempt that failed',
    labelNames: ['queue', 'outcome'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 30, 120, 600],
  })
  return ({ queue, outcome, seconds }) => runs.observe({ queue, outcome }, seconds)
}
