import {
  type FileTruth,
  fileIdOf,
  fillerIdOf,
  plainTemplate,
  type Recording,
  type RecordingFile,
} from '@tapedeck/domain'

const startMs = Date.UTC(2026, 0, 31, 8)
const at = (seconds: number): number => startMs + seconds * 1000
const id = 'rec_example'

/** A recording that a second recorder went on with; docs/manifest.md shows its manifest. */
export const exampleRecording: Recording = {
  id,
  name: 'Morning show',
  state: 'completed',
  reason: 'stopped',
  reasonDetail: null,
  revision: 9,
  generation: 2,
  source: { type: 'rtmp', url: 'rtmp://live.example.com/live/morning-show' },
  stream: { domain: 'live.example.com', app: 'live', stream: 'morning-show' },
  templateId: null,
  template: {
    ...plainTemplate,
    name: 'plain',
    formats: [],
    waitSeconds: 180,
    mergeWindowSeconds: 180,
    storage: null,
    notifyUrl: null,
  },
  storage: { type: 's3', bucket: 'tapes' },
  notifyUrl: null,
  desired: { stop: 'graceful', splits: 0 },
  createdAtMs: at(-3),
  startedAtMs: at(0),
  endedAtMs: at(63),
  tracks: [
    {
      kind: 'video',
      codec: 'h264',
      codecString: 'avc1.64001f',
      width: 1280,
      height: 720,
      sampleRate: null,
      channels: null,
    },
    {
      kind: 'audio',
      codec: 'aac',
      codecString: 'mp4a.40.2',
      width: null,
      height: null,
      sampleRate: 48_000,
      channels: 2,
    },
  ],
  gaps: [
    { startedAtMs: at(20), endedAtMs: at(32), mediaTimeMs: 20_000, cause: 'recorder_lost' },
    { startedAtMs: at(44), endedAtMs: at(47.5), mediaTimeMs: 32_000, cause: 'source_lost' },
  ],
  gapCount: 2,
  interruptions: 2,
  fileCount: 3,
  storedBytes: 17_734_400,
  degradations: [
    {
      cause: 'timestamps_repaired',
      count: 1,
      firstAtMs: at(62),
      lastAtMs: at(62),
      detail: `${id}.mp4.1: The source's timestamps jumped once; the media goes on without a hole.`,
    },
    {
      cause: 'recorder_lost',
      count: 1,
      firstAtMs: at(32),
      lastAtMs: at(32),
      detail: 'Its recorder was lost: nothing was recorded for 12.0 s.',
    },
    {
      cause: 'file_salvaged',
      count: 1,
      firstAtMs: at(30),
      lastAtMs: at(30),
      detail: `${id}.mp4.0: Its recorder was lost; the file was completed from what was in storage.`,
    },
  ],
}

const truthOf = (wallMs: number, part: Partial<FileTruth> = {}): FileTruth => ({
  wallMs,
  mediaRatio: 1,
  gaps: [],
  gapCount: 0,
  repairs: [],
  repairCount: 0,
  endedByCodecChange: false,
  ...part,
})

const fileOf = (
  sequence: number,
  [from, until]: [number, number],
  part: Partial<RecordingFile>,
): RecordingFile => ({
  id: fileIdOf(id, 'mp4', sequence),
  recordingId: id,
  generation: 1,
  format: 'mp4',
  sequence,
  storageType: 's3',
  bucket: 'tapes',
  key: `live/morning-show/${sequence}.mp4`,
  bytes: Math.round((until - from) * 325_000),
  crc32: '5a1c0ffe',
  durationMs: (until - from) * 1000,
  startedAtMs: at(from),
  endedAtMs: at(until),
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f', 'mp4a.40.2'],
  slices: [],
  initKey: null,
  ...part,
})

const filler = { generation: 1, index: 0 }

/** Its files, as they were stored one after the other. */
export const exampleFiles: RecordingFile[] = [
  fileOf(0, [0, 20], {
    generation: 2,
    through: [{ generation: 1, sequence: 19 }],
    isSalvaged: true,
  }),
  fileOf(1, [32, 62], {
    generation: 2,
    through: [{ generation: 2, sequence: 26 }],
    durationMs: 26_500,
    truth: truthOf(26_500, {
      gaps: [{ mediaTimeMs: 12_000, durationMs: 3500 }],
      gapCount: 1,
      repairs: [{ mediaTimeMs: 20_040, track: 'video', kind: 'jump_back', jumpMs: -3_600_000 }],
      repairCount: 1,
    }),
    check: { checkedAtMs: at(3600), outcome: 'ok', detail: null },
  }),
  fileOf(0, [20, 29], {
    id: fillerIdOf(id, 'mp4', 0, filler),
    filler,
    key: 'live/morning-show/0_g1-0.mp4',
    through: [{ generation: 1, sequence: 28 }],
    truth: truthOf(9000),
  }),
]
