import { gapCauses, recordingStates } from '@tapedeck/domain'
import { requestFailures } from '@tapedeck/object-store'
import type { Metrics } from '@tapedeck/telemetry'
import type { LimitFunction } from 'p-limit'
import { sessionEnds } from './session/session-deps.ts'

/** Who records, and how it goes. */
const recordingMetrics = (metrics: Metrics) => ({
  sessions: metrics.gauge({
    name: 'tapedeck_sessions',
    help: 'Recording sessions of this recorder: pulling a stream, waiting for one, or paused by a user',
    labelNames: ['phase'],
  }),
  state: metrics.gauge({
    name: 'tapedeck_recorder_state',
    help: 'What this recorder does, 1 for one of: active, draining (passes its recordings on), drained (nothing is left on it)',
    labelNames: ['state'],
  }),
  sessionsStarted: metrics.counter({
    name: 'tapedeck_sessions_started_total',
    help: 'Leases that this recorder was given, each the start of a recording session',
  }),
  leaseRenewals: metrics.counter({
    name: 'tapedeck_lease_renewals_total',
    help: 'Renewals of leases: renewed, lost to another generation, or failed because Redis did not answer',
    labelNames: ['outcome'],
  }),
  transitions: metrics.counter({
    name: 'tapedeck_recording_transitions_total',
    help: 'Changes of state of the recordings of this recorder, by the state that they came to',
    labelNames: ['state'],
    knownValues: { state: recordingStates },
  }),
  sessionsEnded: metrics.counter({
    name: 'tapedeck_sessions_ended_total',
    help: 'Recording sessions by how they ended',
    labelNames: ['end'],
    knownValues: { end: sessionEnds },
  }),
  overCapacity: metrics.counter({
    name: 'tapedeck_over_capacity_recordings_total',
    help: 'Recordings whose stream went live while the recorder was full',
  }),
  handovers: metrics.counter({
    name: 'tapedeck_handovers_total',
    help: 'Offers to pass a running recording on to another recorder, by how they ended',
    labelNames: ['outcome'],
  }),
  fileChecks: metrics.counter({
    name: 'tapedeck_file_checks_total',
    help: 'Decode checks of stored files by what they found: ok, damaged, gone, or failed when nothing could be said',
    labelNames: ['outcome'],
  }),
})

/** What comes in, and what is made of it. */
const mediaMetrics = (metrics: Metrics) => ({
  pullsEnded: metrics.counter({
    name: 'tapedeck_pulls_ended_total',
    help: 'Ends of an ffmpeg that pulled a stream, by how it ended',
    labelNames: ['exit'],
  }),
  gaps: metrics.counter({
    name: 'tapedeck_gaps_total',
    help: 'Gaps in recordings that ended with media, by their cause',
    labelNames: ['cause'],
    knownValues: { cause: gapCauses },
  }),
  gapSeconds: metrics.counter({
    name: 'tapedeck_gap_seconds_total',
    help: 'Length of the gaps in recordings that ended with media, by their cause',
    labelNames: ['cause'],
    knownValues: { cause: gapCauses },
  }),
  receivedBytes: metrics.counter({
    name: 'tapedeck_received_bytes_total',
    help: 'Bytes of fragments received from sources',
  }),
  filesStored: metrics.counter({
    name: 'tapedeck_files_stored_total',
    help: 'Files verified in storage',
    labelNames: ['format'],
  }),
  storedBytes: metrics.counter({
    name: 'tapedeck_stored_bytes_total',
    help: 'Bytes of files verified in storage',
    labelNames: ['format'],
  }),
  pictures: metrics.counter({
    name: 'tapedeck_pictures_total',
    help: 'Thumbnails and posters: stored, failed, or dropped because too many waited or the storage fails',
    labelNames: ['kind', 'outcome'],
  }),
  encoderBehind: metrics.counter({
    name: 'tapedeck_encoder_behind_total',
    help: 'Times that the encoder of a rendition fell behind real time',
  }),
  encoderLag: metrics.gauge({
    name: 'tapedeck_encoder_lag_seconds',
    help: 'How far the slowest encoder of this recorder is behind; 0 while all keep up',
  }),
  load: metrics.gauge({
    name: 'tapedeck_recorder_load',
    help: 'What the running pulls count for in the capacity of this recorder',
  }),
  capacity: metrics.gauge({
    name: 'tapedeck_recorder_capacity',
    help: 'Most streams that this recorder takes to pull at the same time',
  }),
})

/** What fails and is tried again. */
const outageMetrics = (metrics: Metrics) => ({
  storageRetries: metrics.counter({
    name: 'tapedeck_storage_retries_total',
    help: 'Storage requests that failed and are tried again',
  }),
  storageRequests: metrics.histogram({
    name: 'tapedeck_storage_request_duration_seconds',
    help: 'Time of one try of an S3 request, also of one that failed, by operation',
    labelNames: ['operation'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
  }),
  storageFailures: metrics.counter({
    name: 'tapedeck_storage_request_failures_total',
    help: 'Tries of S3 requests that failed: unreachable, refused, slow_down (asked too much), or failed otherwise',
    labelNames: ['reason'],
    knownValues: { reason: requestFailures },
  }),
  storeRetries: metrics.counter({
    name: 'tapedeck_store_retries_total',
    help: 'Writes to Redis that failed and are tried again',
  }),
})

/** Media of recorders that were lost. */
const lostMediaMetrics = (metrics: Metrics) => ({
  salvagedCycles: metrics.counter({
    name: 'tapedeck_salvaged_cycles_total',
    help: 'Cycles of lost recorders: completed from what was in storage, or nothing was, or that failed',
    labelNames: ['outcome'],
  }),
  fillerFiles: metrics.counter({
    name: 'tapedeck_filler_files_total',
    help: 'Files of media that came into storage after its recorder had lost the recording',
    labelNames: ['format'],
  }),
  lostMediaRetries: metrics.counter({
    name: 'tapedeck_lost_media_retries_total',
    help: 'Recordings whose media in the spool could not be brought into storage yet',
  }),
  lostMediaWaiting: metrics.gauge({
    name: 'tapedeck_lost_media_recordings',
    help: 'Recordings whose media in the spool waits to be brought into storage',
  }),
})

/** How many storage requests are under way and wait, of how many places; asked on every scrape. */
export const showStorageLimit = (
  metrics: Metrics,
  limit: Pick<LimitFunction, 'activeCount' | 'pendingCount' | 'concurrency'>,
): void => {
  metrics.gauge({
    name: 'tapedeck_storage_requests',
    help: 'Uploads of parts and objects by this recorder: under way (active), or waiting for a place (waiting)',
    labelNames: ['state'],
    collect() {
      this.set({ state: 'active' }, limit.activeCount)
      this.set({ state: 'waiting' }, limit.pendingCount)
    },
  })
  metrics.gauge({
    name: 'tapedeck_storage_request_slots',
    help: 'Most uploads of parts and objects that this recorder has under way at the same time',
    collect() {
      this.set(limit.concurrency)
    },
  })
}

/** The room for media that is not in storage yet. */
const spoolMetrics = (metrics: Metrics) => ({
  spoolSetAside: metrics.counter({
    name: 'tapedeck_spool_set_aside_total',
    help: 'Spools of a generation that hold what could not be used, set aside for a person',
  }),
  spoolUsedBytes: metrics.gauge({
    name: 'tapedeck_spool_used_bytes',
    help: 'Bytes of fragments, journals and work files in the spool',
  }),
  spoolMaxBytes: metrics.gauge({
    name: 'tapedeck_spool_max_bytes',
    help: 'Most bytes that the spool may hold',
  }),
  spoolRoomBytes: metrics.gauge({
    name: 'tapedeck_spool_room_bytes',
    help: 'Bytes that may still be written to the spool: by its bound, and by the file system',
  }),
  spoolLevel: metrics.gauge({
    name: 'tapedeck_spool_level',
    help: 'How the spool stands, 1 for one of: ok, low (no recording is taken), full (the newest are ended)',
    labelNames: ['level'],
  }),
  spoolEnded: metrics.counter({
    name: 'tapedeck_spool_ended_recordings_total',
    help: 'Recordings that were ended because the spool was full',
  }),
  spoolNoRoom: metrics.counter({
    name: 'tapedeck_spool_no_room_total',
    help: 'Writes of composed media that found the disk full and are tried again',
  }),
  spoolSyncFailures: metrics.counter({
    name: 'tapedeck_spool_sync_failures_total',
    help: 'Syncs of the spool that failed and are tried again',
  }),
  spoolFreeBytes: metrics.gauge({
    name: 'tapedeck_spool_free_bytes',
    help: 'Room that the file system of the spool has left',
  }),
})

/** The recorder's own metrics. */
export const createRecorderMetrics = (metrics: Metrics) => ({
  ...recordingMetrics(metrics),
  ...mediaMetrics(metrics),
  ...outageMetrics(metrics),
  ...lostMediaMetrics(metrics),
  ...spoolMetrics(metrics),
})
export type RecorderMetrics = ReturnType<typeof createRecorderMetrics>
