import {
  buildManifest,
  type Degradation,
  degradedCauses,
  plainTemplate,
  type Recording,
  type RecordingFile,
} from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { eventSchema, recordingEventSchema } from './event-schema.ts'
import { fileViewSchema } from './file-schema.ts'
import { manifestSchema } from './manifest-schema.ts'
import { recordingViewSchema } from './recording-schema.ts'
import { buildEvent, toFileView, toRecordingView } from './views.ts'

const startMs = Date.UTC(2026, 0, 1)

const recording: Recording = {
  id: 'rec_1',
  name: null,
  state: 'recording',
  reason: null,
  reasonDetail: null,
  revision: 3,
  generation: 2,
  source: { type: 'rtmp', url: 'rtmp://live.example.org/app/stream-key-1' },
  stream: { domain: 'live.example.org', app: 'app', stream: 'stream-key-1' },
  templateId: null,
  template: {
    ...plainTemplate,
    name: 'plain',
    formats: [],
    waitSeconds: 1,
    mergeWindowSeconds: 1,
    storage: null,
    notifyUrl: null,
  },
  storage: { type: 's3', bucket: null },
  notifyUrl: null,
  desired: { stop: null, splits: 0 },
  createdAtMs: startMs,
  startedAtMs: startMs,
  endedAtMs: null,
  tracks: [],
  gaps: [
    {
      startedAtMs: startMs,
      endedAtMs: startMs + 1000,
      mediaTimeMs: 5000,
      cause: 'recorder_lost',
    },
  ],
  gapCount: 1,
  interruptions: 1,
  fileCount: 1,
  storedBytes: 100,
  degradations: [
    {
      cause: 'timestamps_repaired',
      count: 2,
      firstAtMs: startMs,
      lastAtMs: startMs + 1000,
      detail: 'd',
    },
  ],
}

const file: RecordingFile = {
  id: 'rec_1.mp4.0.g1-0',
  recordingId: 'rec_1',
  generation: 2,
  format: 'mp4',
  sequence: 0,
  storageType: 's3',
  bucket: 'tapes',
  key: 'k_g1-0.mp4',
  bytes: 100,
  crc32: '00000000',
  durationMs: 5000,
  startedAtMs: startMs,
  endedAtMs: startMs + 6000,
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  slices: [],
  initKey: null,
  truth: {
    wallMs: 5100,
    mediaRatio: 0.98,
    gaps: [{ mediaTimeMs: 2000, durationMs: 1000 }],
    gapCount: 1,
    repairs: [{ mediaTimeMs: 10, track: 'audio', kind: 'wrap', jumpMs: -4_294_967_296 }],
    repairCount: 1,
    endedByCodecChange: false,
  },
  isSalvaged: true,
  filler: { generation: 1, index: 0 },
  isInBackup: true,
  check: { checkedAtMs: startMs, outcome: 'damaged', detail: 'The object is gone.' },
}

const { truth: _, isSalvaged: __, filler: ___, isInBackup: ____, check: _____, ...oldFile } = file

test('a recording shows what was wrong with it, and nothing when nothing was', () => {
  const view = recordingViewSchema.parse(toRecordingView(recording, null))
  expect(view.degradations).toEqual([
    {
      cause: 'timestamps_repaired',
      count: 2,
      firstAt: '2026-01-01T00:00:00.000Z',
      lastAt: '2026-01-01T00:00:01.000Z',
      detail: 'd',
    },
  ])
  const { degradations: _degradations, ...old } = recording
  expect(toRecordingView(old, null).degradations).toEqual([])
})

test('a file shows how true it is; one of an older version that this is not known', () => {
  const view = fileViewSchema.parse(toFileView(file, null))
  expect(view).toMatchObject({
    truth: file.truth,
    isSalvaged: true,
    filler: { generation: 1, index: 0 },
    isInBackup: true,
    check: {
      checkedAt: '2026-01-01T00:00:00.000Z',
      outcome: 'damaged',
      detail: 'The object is gone.',
    },
  })
  expect(toFileView(oldFile, null)).toMatchObject({
    truth: null,
    isSalvaged: false,
    filler: null,
    isInBackup: false,
    check: null,
  })
})

test('a manifest fits its schema, whatever its files tell', () => {
  const manifest = buildManifest(recording, [file, { ...oldFile, id: 'rec_1.mp4.0' }])
  expect(manifestSchema.parse(manifest)).toEqual(manifest)
})

test('a file names its output: of older versions the format, which their events do not tell', () => {
  expect(toFileView({ ...file, output: 'long' }, null).output).toBe('long')
  expect(toFileView(file, null).output).toBe('mp4')
  const { output: _output, ...old } = toFileView(file, null)
  expect(fileViewSchema.parse(old).output).toBeNull()
})

test('an event of an older version, still on its way to a receiver, is read', () => {
  const event = buildEvent('file.created', recording, startMs, oldFile)
  const sent = JSON.parse(JSON.stringify(event))
  for (const later of ['truth', 'isSalvaged', 'filler', 'isInBackup', 'check'])
    delete sent.data.file[later]
  expect(eventSchema.parse(sent)).toEqual(event)
})

test('recording.degraded tells cause and detail, once for each cause and occurrence', () => {
  const degraded = (part: Partial<Degradation>) =>
    buildEvent('recording.degraded', recording, startMs, null, {
      cause: 'spool_low',
      detail: 'The spool has 1 GiB left.',
      occurrence: '1',
      ...part,
    })
  expect(recordingEventSchema.parse(degraded({})).data.degraded).toEqual({
    cause: 'spool_low',
    detail: 'The spool has 1 GiB left.',
  })
  expect(degraded({ detail: 'told differently' }).id).toBe(degraded({}).id)
  const ids = degradedCauses.flatMap((cause) =>
    ['1', '2'].map((occurrence) => degraded({ cause, occurrence }).id),
  )
  expect(new Set(ids).size).toBe(degradedCauses.length * 2)
})
