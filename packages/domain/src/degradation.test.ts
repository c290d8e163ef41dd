import { describe, expect, test } from 'vitest'
import { degradationsOf, ratioTolerance, withDegradation } from './degradation.ts'
import type { Recording } from './recording.ts'
import { degradedCauses } from './recording-event.ts'
import type { FileTruth, RecordingFile } from './recording-file.ts'

const truthOf = (wallMs: number, mediaMs: number): FileTruth => ({
  wallMs,
  mediaRatio: mediaMs / wallMs,
  gaps: [],
  gapCount: 0,
  repairs: [],
  repairCount: 0,
  endedByCodecChange: false,
})

const file = (part: Partial<RecordingFile> = {}): RecordingFile => ({
  id: 'rec_1.mp4.0',
  recordingId: 'rec_1',
  generation: 1,
  format: 'mp4',
  sequence: 0,
  storageType: 's3',
  bucket: 'b',
  key: 'k.mp4',
  bytes: 100,
  crc32: '00000000',
  durationMs: 60_000,
  startedAtMs: 0,
  endedAtMs: 60_000,
  width: 1,
  height: 1,
  codecs: [],
  slices: [],
  initKey: null,
  ...part,
})

const causesOf = (part: Partial<RecordingFile>): string[] =>
  degradationsOf(file(part)).map(({ cause }) => cause)

describe('a file is said to be degraded', () => {
  test.each<[string, Partial<RecordingFile>, string[]]>([
    ['never when nothing is known of it', {}, []],
    ['not when the source kept time', { truth: truthOf(60_000, 60_000) }, []],
    ['not at the least ratio', { truth: truthOf(60_000, 57_000), durationMs: 57_000 }, []],
    [
      'below the least ratio',
      { truth: truthOf(60_000, 56_000), durationMs: 56_000 },
      ['media_behind_wall'],
    ],
    ['not at the greatest ratio', { truth: truthOf(60_000, 63_000), durationMs: 63_000 }, []],
    [
      'above the greatest ratio',
      { truth: truthOf(60_000, 64_000), durationMs: 64_000 },
      ['media_ahead_of_wall'],
    ],
    ['not when it is short', { truth: truthOf(20_000, 10_000), durationMs: 10_000 }, []],
    [
      'when it is just not short',
      { truth: truthOf(20_000, 10_001), durationMs: 10_001 },
      ['media_behind_wall'],
    ],
    ['not by jitter', { truth: truthOf(12_900, 11_000), durationMs: 11_000 }, []],
    [
      'by twice the jitter',
      { truth: truthOf(15_000, 11_000), durationMs: 11_000 },
      ['media_behind_wall'],
    ],
    [
      'for repaired timestamps, also in a short file',
      { truth: { ...truthOf(5000, 5000), repairCount: 1 }, durationMs: 5000 },
      ['timestamps_repaired'],
    ],
    [
      'for gaps inside it: no, they are told as such',
      { truth: { ...truthOf(60_000, 60_000), gapCount: 2 } },
      [],
    ],
    [
      'for a change of codec: no',
      { truth: { ...truthOf(60_000, 60_000), endedByCodecChange: true } },
      [],
    ],
    ['when it was salvaged', { isSalvaged: true }, ['file_salvaged']],
    ['not when it says that it was not salvaged', { isSalvaged: false }, []],
    ['not when it is a filler', { filler: { generation: 1, index: 0 } }, []],
    ['when it lies in the backup', { isInBackup: true }, ['backup_storage']],
    [
      'when a check found damage',
      { check: { checkedAtMs: 1, outcome: 'damaged', detail: 'CRC-32 differs' } },
      ['file_damaged'],
    ],
    ['not when a check found none', { check: { checkedAtMs: 1, outcome: 'ok', detail: null } }, []],
  ])('%s', (_, part, causes) => {
    expect(causesOf(part)).toEqual(causes)
  })

  test('for everything at once, each once, named by the file', () => {
    const found = degradationsOf(
      file({
        truth: { ...truthOf(90_000, 60_000), repairCount: 3 },
        isSalvaged: true,
        isInBackup: true,
        check: { checkedAtMs: 1, outcome: 'damaged', detail: 'The object is gone.' },
      }),
    )
    expect(found.map(({ cause }) => cause)).toEqual([
      'media_behind_wall',
      'timestamps_repaired',
      'file_salvaged',
      'file_damaged',
      'backup_storage',
    ])
    for (const { occurrence, detail } of found) {
      expect(occurrence).toBe('rec_1.mp4.0')
      expect(detail).toMatch(/^rec_1\.mp4\.0: .*\.$/)
    }
  })
})

test('what is tolerated is less than what is told', () => {
  expect(ratioTolerance.min).toBeLessThan(1)
  expect(ratioTolerance.max).toBeGreaterThan(1)
})

describe('a record notes what was wrong', () => {
  const recording = { id: 'rec_1' } as unknown as Recording
  const tell = (to: Recording, cause: (typeof degradedCauses)[number], nowMs: number) =>
    withDegradation(to, { cause, detail: `at ${nowMs}`, occurrence: String(nowMs) }, nowMs)

  test('once per cause, with how often, since when and what it was the last time', () => {
    const once = tell(recording, 'spool_low', 1000)
    const twice = tell(tell(once, 'timestamps_repaired', 2000), 'spool_low', 3000)
    expect(twice.degradations).toEqual([
      {
        cause: 'timestamps_repaired',
        count: 1,
        firstAtMs: 2000,
        lastAtMs: 2000,
        detail: 'at 2000',
      },
      { cause: 'spool_low', count: 2, firstAtMs: 1000, lastAtMs: 3000, detail: 'at 3000' },
    ])
    expect(once.degradations).toHaveLength(1)
  })

  test('so that it never holds more than there are causes', () => {
    let one = recording
    for (let round = 0; round < 50; round++)
      for (const cause of degradedCauses) one = tell(one, cause, round)
    expect(one.degradations?.map(({ cause }) => cause)).toEqual(degradedCauses)
  })
})
