/** Series as Prometheus' own test of rules takes them: the name with its labels, and a value per minute. */
export type Series = Record<string, string>

/** Something that went wrong, and the alert that must tell of it after `minutes` (an hour by default). */
export type AlertCase = { alert: string; series: Series; minutes?: number }

/** The counter stands still for 55 minutes, and then something is counted. */
const suddenly = (count: number): string => `0x55 ${count}x10`
const always = (value: number): string => `${value}x120`
const growing = '0+1x120'
const httpBucket = (route: string, le: string): string =>
  `tapedeck_http_request_duration_seconds_bucket{api="native",route="${route}",le="${le}"}`
const slowAnswers = (route: string): Series => ({
  [httpBucket(route, '2.5')]: '0+1x120',
  [httpBucket(route, '5')]: '0+10x120',
  [httpBucket(route, '+Inf')]: '0+10x120',
})

const abandoned = (lost: number, ended: number): Series => ({
  'tapedeck_reconciled_recordings_total{action="lost"}': suddenly(lost),
  'tapedeck_janitor_actions_total{action="recording_ended"}': suddenly(ended),
})

/** What each alert is for. */
export const alarming: AlertCase[] = [
  { alert: 'TapedeckDown', series: { 'up{job="tapedeck-recorder",instance="a"}': always(0) } },
  { alert: 'TapedeckNoReconciler', series: { other: always(1) } },
  { alert: 'TapedeckNoNotifier', series: { other: always(1) } },
  { alert: 'TapedeckNoRecorder', series: { other: always(1) } },
  { alert: 'TapedeckRedisFails', series: { tapedeck_store_retries_total: growing } },
  {
    alert: 'TapedeckApiErrors',
    series: {
      'tapedeck_http_request_duration_seconds_count{api="native",status="500"}': growing,
      'tapedeck_http_request_duration_seconds_count{api="native",status="200"}': '0+10x120',
    },
  },
  { alert: 'TapedeckApiSlow', series: slowAnswers('/v1/recordings') },
  {
    alert: 'TapedeckLimitReached',
    series: { 'tapedeck_http_errors_total{api="native",code="SERVICE_BUSY"}': suddenly(1) },
  },
  {
    alert: 'TapedeckRecordingsNotTaken',
    series: { 'tapedeck_recordings{state="accepted"}': always(1) },
  },
  {
    alert: 'TapedeckNoFreeSlots',
    series: { tapedeck_recorder_capacity: always(50), tapedeck_recorder_load: always(50) },
  },
  {
    alert: 'TapedeckOverCapacity',
    series: { tapedeck_over_capacity_recordings_total: suddenly(1) },
  },
  {
    alert: 'TapedeckRecordingsFail',
    series: { 'tapedeck_recording_transitions_total{state="failed"}': suddenly(1) },
  },
  { alert: 'TapedeckRecordingsAbandoned', series: abandoned(1, 0) },
  { alert: 'TapedeckRecordingsAbandoned', series: abandoned(0, 1) },
  {
    alert: 'TapedeckRecorderLost',
    series: { 'tapedeck_gaps_total{cause="recorder_lost"}': suddenly(1) },
  },
  {
    alert: 'TapedeckLeasesLost',
    series: { 'tapedeck_sessions_ended_total{end="lost"}': suddenly(1) },
  },
  { alert: 'TapedeckEncoderBehind', series: { tapedeck_encoder_lag_seconds: always(11) } },
  { alert: 'TapedeckSpoolLow', series: { 'tapedeck_spool_level{level="ok"}': always(0) } },
  {
    alert: 'TapedeckSpoolFillsUp',
    series: {
      'tapedeck_spool_room_bytes{app="recorder",instance="a"}': '2000000-10000x120',
      'tapedeck_storage_requests{app="recorder",instance="a",state="waiting"}': always(3),
      'tapedeck_storage_requests{app="recorder",instance="a",state="active"}': always(8),
    },
  },
  { alert: 'TapedeckSpoolDiskFails', series: { tapedeck_spool_sync_failures_total: suddenly(1) } },
  { alert: 'TapedeckSpoolSetAside', series: { tapedeck_spool_set_aside_total: suddenly(1) } },
  {
    alert: 'TapedeckStorageFails',
    series: { 'tapedeck_storage_request_failures_total{reason="refused"}': growing },
  },
  {
    alert: 'TapedeckUploadsWait',
    series: { 'tapedeck_storage_requests{state="waiting"}': always(1) },
  },
  { alert: 'TapedeckBackupNotReturned', series: { tapedeck_backup_files: always(2) } },
  { alert: 'TapedeckLostMediaWaits', series: { tapedeck_lost_media_recordings: always(1) } },
  { alert: 'TapedeckEventsNotRelayed', series: { tapedeck_unrelayed_events: always(101) } },
  { alert: 'TapedeckEventsDropped', series: { tapedeck_dropped_events_total: suddenly(1) } },
  { alert: 'TapedeckEventsMissed', series: { tapedeck_missed_events_total: suddenly(1) } },
  {
    alert: 'TapedeckDeliveriesPending',
    series: { 'tapedeck_deliveries{state="pending"}': always(1001) },
  },
  {
    alert: 'TapedeckDeliveriesGivenUp',
    series: { 'tapedeck_given_up_deliveries_total{reason="gone"}': suddenly(1) },
  },
  { alert: 'TapedeckReceiverSilent', series: { tapedeck_open_circuits: always(1) } },
  {
    alert: 'TapedeckQueueGrows',
    series: { 'tapedeck_queue_jobs{queue="record",state="waiting"}': always(101) },
  },
  {
    alert: 'TapedeckJobsFail',
    series: { 'tapedeck_job_duration_seconds_count{outcome="failed"}': suddenly(10) },
  },
  {
    alert: 'TapedeckWindowsLate',
    series: {
      'tapedeck_due_stream_lateness_seconds_bucket{le="1"}': growing,
      'tapedeck_due_stream_lateness_seconds_bucket{le="5"}': '0+10x120',
      'tapedeck_due_stream_lateness_seconds_bucket{le="+Inf"}': '0+10x120',
    },
  },
  {
    alert: 'TapedeckSchedulesStandStill',
    series: {
      'tapedeck_schedule_beats_total{schedule="due-streams",source="watch"}': growing,
      'tapedeck_schedule_beats_total{schedule="due-streams",source="scheduler"}': always(0),
    },
  },
  {
    alert: 'TapedeckIngestFails',
    series: { 'tapedeck_ingest_notifications_total{kind="srs",result="failed"}': '0x50 1x20' },
    minutes: 58,
  },
  {
    alert: 'TapedeckSourceNotPolled',
    series: {
      'tapedeck_ingest_polls_total{kind="srs",result="failed"}': growing,
      'tapedeck_ingest_polls_total{kind="srs",result="ok"}': always(7),
    },
  },
  {
    alert: 'TapedeckCallbacksFail',
    series: { 'tapedeck_on_demand_asks_total{outcome="failed"}': suddenly(1) },
  },
  { alert: 'TapedeckReconcileFails', series: { tapedeck_reconcile_failures_total: suddenly(10) } },
  {
    alert: 'TapedeckJanitorFails',
    series: { 'tapedeck_janitor_failures_total{pass="staging"}': suddenly(20) },
  },
  { alert: 'TapedeckRetentionFails', series: { tapedeck_retention_failures_total: suddenly(20) } },
]

/** A fleet at work of which nothing is to be told. */
export const calm: Series = {
  ...slowAnswers('/v1/recordings/:id/files/:fileId/content'),
  'up{job="tapedeck-recorder",instance="a"}': always(1),
  'tapedeck_recordings{state="accepted"}': always(0),
  'tapedeck_recordings{state="recording"}': always(40),
  tapedeck_unrelayed_events: always(0),
  tapedeck_recorder_capacity: always(50),
  tapedeck_recorder_load: always(40),
  tapedeck_store_retries_total: always(3),
  'tapedeck_http_request_duration_seconds_count{api="native",status="200"}': growing,
  'tapedeck_http_errors_total{api="native",code="SERVICE_BUSY"}': always(0),
  'tapedeck_recording_transitions_total{state="failed"}': always(0),
  'tapedeck_recording_transitions_total{state="completed"}': growing,
  'tapedeck_reconciled_recordings_total{action="lost"}': always(0),
  'tapedeck_janitor_actions_total{action="recording_ended"}': always(0),
  'tapedeck_gaps_total{cause="recorder_lost"}': always(0),
  'tapedeck_gaps_total{cause="source_lost"}': growing,
  'tapedeck_sessions_ended_total{end="lost"}': always(0),
  'tapedeck_sessions_ended_total{end="finished"}': growing,
  'tapedeck_spool_level{level="ok"}': always(1),
  'tapedeck_spool_room_bytes{instance="a"}': always(1_000_000),
  'tapedeck_storage_requests{instance="a",state="waiting"}': '0x10 2x5 0x100',
  'tapedeck_storage_requests{instance="a",state="active"}': always(8),
  'tapedeck_schedule_beats_total{schedule="due-streams",source="watch"}': always(2),
  'tapedeck_schedule_beats_total{schedule="due-streams",source="scheduler"}': growing,
  'tapedeck_ingest_polls_total{kind="srs",result="failed"}': '0+1x120',
  'tapedeck_ingest_polls_total{kind="srs",result="ok"}': growing,
}
