import type { BeatSource } from '@tapedeck/queue'
import type { Metrics } from '@tapedeck/telemetry'

/** The schedules of the clock of rules, as job schedulers and figures name them. */
export const scheduleNames = ['due-streams', 'sweep-streams', 'retention'] as const
export type ScheduleName = (typeof scheduleNames)[number]

/** due: something was due. sweep: looked at because all are. */
export type DriveCause = 'due' | 'sweep'

/** The figures of the clock of rules. */
export type StreamMetrics = {
  drove(cause: DriveCause): void
  failed(cause: DriveCause): void
  /** Shows how many streams a whole sweep looked at. */
  swept(streams: number): void
  /** How long after its time a due stream had been driven. */
  late(seconds: number): void
  beat(schedule: string, source: BeatSource): void
  reset(schedule: string): void
}

/** Registers the figures. */
export const createStreamMetrics = (metrics: Metrics): StreamMetrics => {
  const drives = metrics.counter({
    name: 'tapedeck_driven_streams_total',
    help: 'Streams that were compared with their rules, by why and how it went',
    labelNames: ['cause', 'outcome'],
    knownValues: { cause: ['due', 'sweep'], outcome: ['driven', 'failed'] },
  })
  const active = metrics.gauge({
    name: 'tapedeck_active_streams',
    help: 'Streams that are live or recorded, as of the last sweep; only the reconciler that made it knows',
  })
  const lateness = metrics.histogram({
    name: 'tapedeck_due_stream_lateness_seconds',
    help: 'From the time when something was due of a stream (a window, a delay) until it was done',
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 2, 5, 30],
  })
  const beats = metrics.counter({
    name: 'tapedeck_schedule_beats_total',
    help: 'Beats of the schedules in this process, by who gave them',
    labelNames: ['schedule', 'source'],
    knownValues: { schedule: scheduleNames, source: ['scheduler', 'watch'] },
  })
  const resets = metrics.counter({
    name: 'tapedeck_schedule_resets_total',
    help: 'Job schedulers that stood still and were made anew',
    labelNames: ['schedule'],
  })
  return {
    drove: (cause) => drives.inc({ cause, outcome: 'driven' }),
    failed: (cause) => drives.inc({ cause, outcome: 'failed' }),
    swept: (streams) => active.set(streams),
    late: (seconds) => lateness.observe(Math.max(0, seconds)),
    beat: (schedule, source) => beats.inc({ schedule, source }),
    reset: (schedule) => resets.inc({ schedule }),
  }
}
