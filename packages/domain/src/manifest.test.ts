import { describe, expect, test } from 'vitest'
import { buildManifest, manifestKeyOf } from './manifest.ts'
import type { Recording } from './recording.ts'
import { fileIdOf, type RecordingFile } from './recording-file.ts'
import type { OutputFormat } from './template.ts'

const startMs = Date.UTC(2026, 0, 1)

const file = (
  format: OutputFormat,
  sequence: number,
  durationMs: number,
  part: Partial<RecordingFile> = {},
): RecordingFile => ({
  id: fileIdOf('rec_1', format, sequence),
  recordingId: 'rec_1',
  generation: 1,
  format,
  sequence,
  storageType: 's3',
  bucket: 'b',
  key: `k/${sequence}.${format}`,
  bytes: 100,
  crc32: '00000000',
  durationMs,
  startedAtMs: startMs,
  endedAtMs: startMs + durationMs,
  width: 1,
  height: 1,
  codecs: [],
  slices: [],
  initKey: null,
  ...part,
})

/** A filler of generation 1 that was live in this span, in seconds behind the start. */
const filler = (
  format: OutputFormat,
  sequence: number,
  [from, until]: [number, number],
  part: Partial<RecordingFile> = {},
): RecordingFile =>
  file(format, sequence, (until - from) * 1000, {
    id: `${fileIdOf('rec_1', format, sequence)}.g1-0`,
    key: `k/${sequence}_g1-0.${format}`,
    filler: { generation: 1, index: 0 },
    generation: 3,
    startedAtMs: startMs + from * 1000,
    endedAtMs: startMs + until * 1000,
    ...part,
  })

const recording = {
  id: 'rec_1',
  name: null,
  state: 'completed',
  reason: 'stopped',
  source: { type: 'rtmp', url: 'rtmp://h/live/secretkey' },
  createdAtMs: startMs,
  startedAtMs: startMs,
  endedAtMs: null,
  tracks: [],
  gaps: [
    { startedAtMs: startMs, endedAtMs: startMs + 1500, mediaTimeMs: 10, cause: 'source_lost' },
  ],
  gapCount: 1,
} as unknown as Recording

test('a manifest lists files in order and counts the media of one format, not of all', () => {
  const manifest = buildManifest(recording, [
    file('mp4', 1, 500),
    file('flv', 0, 900),
    file('mp4', 0, 1000),
  ])
  expect(manifest.files.map((one) => one.key)).toEqual(['k/0.flv', 'k/0.mp4', 'k/1.mp4'])
  expect(manifest.totals).toEqual({
    files: 3,
    bytes: 300,
    mediaMs: 1500,
    gapMs: 1500,
    filledMs: 0,
    lostMs: 1500,
  })
  expect(manifest.gaps[0]).toMatchObject({ durationMs: 1500, filledMs: 0, cause: 'source_lost' })
})

test('outputs of one format are counted each for itself, and told by name', () => {
  const long = { output: 'long', key: 'l/0.mp4' }
  const manifest = buildManifest(recording, [
    file('mp4', 0, 1000),
    file('mp4', 0, 2500, long),
    file('mp4', 1, 1000),
  ])
  expect(manifest.files.map(({ output, key }) => [output, key])).toEqual([
    ['long', 'l/0.mp4'],
    ['mp4', 'k/0.mp4'],
    ['mp4', 'k/1.mp4'],
  ])
  expect(manifest.totals.mediaMs).toBe(2500)
})

test('a manifest holds no stream key', () => {
  expect(JSON.stringify(buildManifest(recording, []))).not.toContain('secretkey')
})

test('the manifest lies beside the first file', () => {
  expect(manifestKeyOf('rec_1', 'a/b/0.mp4')).toBe('a/b/rec_1.manifest.json')
  expect(manifestKeyOf('rec_1', '0.mp4')).toBe('rec_1.manifest.json')
})

test('a filler stands behind the file that it continues, wherever it was stored', () => {
  const later = file('mp4', 1, 500, { generation: 2, through: [{ generation: 2, sequence: 9 }] })
  const files = [
    later,
    filler('mp4', 0, [1, 2], { filler: { generation: 1, index: 1 }, key: 'k/0_g1-1.mp4' }),
    filler('mp4', 0, [1, 2]),
    file('mp4', 0, 1000),
    // a recorder that was cut off before it had stored anything
    file('flv', 0, 500, { generation: 2, through: [{ generation: 2, sequence: 9 }] }),
    filler('flv', 0, [0, 1]),
  ]
  expect(buildManifest(recording, files).files.map((one) => one.key)).toEqual([
    'k/0_g1-0.flv',
    'k/0.flv',
    'k/0.mp4',
    'k/0_g1-0.mp4',
    'k/0_g1-1.mp4',
    'k/1.mp4',
  ])
})

describe('of a gap that fillers filled only the rest is lost', () => {
  const gapped = (...gaps: [number, number][]): Recording => ({
    ...recording,
    gaps: gaps.map(([from, until]) => ({
      startedAtMs: startMs + from * 1000,
      endedAtMs: startMs + until * 1000,
      mediaTimeMs: 10,
      cause: 'recorder_lost',
    })),
    gapCount: gaps.length,
  })
  const whole = file('mp4', 0, 10_000)

  test.each<[string, RecordingFile[], number]>([
    ['nothing', [whole], 0],
    ['all of it', [whole, filler('mp4', 0, [10, 20])], 10_000],
    ['more than it', [whole, filler('mp4', 0, [5, 30])], 10_000],
    ['its beginning', [whole, filler('mp4', 0, [9, 13])], 3000],
    ['its end', [whole, filler('mp4', 0, [18, 25])], 2000],
    ['other times', [whole, filler('mp4', 0, [20, 25])], 0],
    [
      'one moment twice, which counts once',
      [filler('mp4', 0, [10, 16]), filler('mp4', 0, [12, 18]), filler('mp4', 0, [13, 14])],
      8000,
    ],
    [
      'in one format more than in the other',
      [whole, filler('mp4', 0, [10, 20]), file('flv', 0, 10_000), filler('flv', 0, [10, 14])],
      4000,
    ],
    [
      'with less media than time, by a recorder that stood still in between',
      [whole, filler('mp4', 0, [10, 20], { durationMs: 3000 })],
      3000,
    ],
    [
      'in one output of a format more than in the other',
      [
        whole,
        filler('mp4', 0, [10, 20]),
        file('mp4', 0, 10_000, { output: 'long' }),
        filler('mp4', 0, [10, 13], { output: 'long' }),
      ],
      3000,
    ],
    ['not in every format', [whole, filler('mp4', 0, [10, 20]), file('flv', 0, 10_000)], 0],
    [
      'with a gap of its own',
      [
        whole,
        filler('mp4', 0, [10, 20], {
          durationMs: 7000,
          truth: {
            wallMs: 7000,
            mediaRatio: 1,
            gaps: [{ mediaTimeMs: 2000, durationMs: 3000 }],
            gapCount: 1,
            repairs: [],
            repairCount: 0,
            endedByCodecChange: false,
          },
        }),
      ],
      7000,
    ],
  ])('%s', (_, files, filledMs) => {
    const { gaps, totals } = buildManifest(gapped([10, 20]), files)
    expect(gaps[0]).toMatchObject({ durationMs: 10_000, filledMs })
    expect(totals).toMatchObject({ gapMs: 10_000, filledMs, lostMs: 10_000 - filledMs })
  })

  test('of several gaps each by itself', () => {
    const { gaps, totals } = buildManifest(gapped([10, 20], [30, 31]), [
      whole,
      filler('mp4', 0, [12, 30.5]),
    ])
    expect(gaps.map((gap) => gap.filledMs)).toEqual([8000, 500])
    expect(totals).toMatchObject({ gapMs: 11_000, lostMs: 2500 })
  })
})

test('a manifest tells what older files do not say as not known', () => {
  const [only] = buildManifest(recording, [file('mp4', 0, 500)]).files
  expect(only).toMatchObject({
    truth: null,
    isSalvaged: false,
    filler: null,
    isInBackup: false,
    removedAt: null,
    check: null,
  })
})

test('a manifest tells which files are not there any more', () => {
  const removed = file('mp4', 0, 500, { removedAtMs: startMs + 1000 })
  const { files } = buildManifest(recording, [removed, file('mp4', 1, 500)])
  expect(files.map(({ removedAt }) => removedAt)).toEqual(['2026-01-01T00:00:01.000Z', null])
  expect(files[0]).not.toHaveProperty('removedAtMs')
})

test('a manifest tells what was wrong, and what checks found', () => {
  const degradations = [
    {
      cause: 'file_damaged' as const,
      count: 1,
      firstAtMs: startMs,
      lastAtMs: startMs + 1000,
      detail: 'd',
    },
  ]
  const check = { checkedAtMs: startMs, outcome: 'damaged' as const, detail: 'd' }
  const manifest = buildManifest({ ...recording, degradations }, [file('mp4', 0, 500, { check })])
  expect(manifest.degradations).toEqual([
    {
      cause: 'file_damaged',
      count: 1,
      firstAt: '2026-01-01T00:00:00.000Z',
      lastAt: '2026-01-01T00:00:01.000Z',
      detail: 'd',
    },
  ])
  expect(manifest.files[0]?.check).toEqual({
    checkedAt: '2026-01-01T00:00:00.000Z',
    outcome: 'damaged',
    detail: 'd',
  })
})
