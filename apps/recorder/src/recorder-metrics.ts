import type { Metrics } from '@tapedeck/telemetry'

/** What is recorded, by whom, and what becomes of the files. */
const recordingMetrics = (metrics: Metrics) => ({
  sessions: metrics.gauge({
    name: 'tapedeck_sessions',
    help: 'Recording sessions of this recorder: pulling a stream, waiting for one, or paused by a user',
    labelNames: ['phase'],
  }),
  sessionsEnded: metrics.counter({
    name: 'tapedeck_sessions_ended_total',
    help: 'Recording sessions by how they ended',
    labelNames: ['end'],
  }),
  overCapacity: metrics.counter({
    name: 'tapedeck_over_capacity_total',
    help: 'Recordings whose stream went live while the recorder was full',
  }),
  handovers: metrics.counter({
    name: 'tapedeck_handovers_total',
    help: 'Offers to pass a running recording on to another recorder, by how they ended',
    labelNames: ['outcome'],
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
    name: 'tapedeck_load',
    help: 'What the running pulls count for in the capacity of this recorder',
  }),
  fileChecks: metrics.counter({
    name: 'tapedeck_file_checks_total',
    help: 'Decode checks of stored files by what they found: ok, damaged, gone, or failed when nothing could be said',
    labelNames: ['outcome'],
  }),
})

/** What fails and is tried again. */
const outageMetrics = (metrics: Metrics) => ({
  storageRetries: metrics.counter({
    name: 'tapedeck_storage_retries_total',
    help: 'Storage requests that failed and are tried again',
  }),
  storageFailures: metrics.counter({
    name: 'tapedeck_storage_request_failures_total',
    help: 'Tries of S3 requests that failed: unreachable, refused, slow_down (asked too much), or failed otherwise',
    labelNames: ['reason'],
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
  ...outageMetrics(metrics),
  ...lostMediaMetrics(metrics),
  ...spoolMetrics(metrics),
})
export type RecorderMetrics = ReturnType<typeof createRecorderMetrics>
