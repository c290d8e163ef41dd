import type { RecordingCause } from '@tapedeck/domain'

/** A recording of a stream that was made. isAnew: the one before it ended by itself while its publication went on. */
export type MadeRecording = { cause: RecordingCause; isAnew: boolean }

/** As packages/telemetry has it. */
type Counters = {
  counter(options: { name: string; help: string; labelNames: ['cause', 'anew'] }): {
    inc(labels: { cause: string; anew: string }, by?: number): void
  }
}

/** Counts the recordings that the control makes in this process; what is begun anew time after time shows here. */
export const countMadeRecordings = (metrics: Counters): ((made: MadeRecording) => void) => {
  const made = metrics.counter({
    name: 'tapedeck_stream_recordings_total',
    help: 'Recordings that were made for streams, by who asked, and whether one before had ended by itself',
    labelNames: ['cause', 'anew'],
  })
  for (const cause of ['rule', 'command']) made.inc({ cause, anew: 'false' }, 0)
  made.inc({ cause: 'rule', anew: 'true' }, 0)
  return ({ cause, isAnew }) => made.inc({ cause, anew: String(isAnew) })
}
