import type { OpenCycle, OpenCyclePiece, RecordingFile, RecordingSlice } from '@tapedeck/domain'
import { expect, it } from 'vitest'
import { playedCycles } from './played-cycles.ts'

const slice = (sequence: number): RecordingSlice => ({
  key: `${sequence}.m4s`,
  sequence,
  bytes: 1,
  durationMs: 2000,
  startedAtMs: sequence * 2000,
  discontinuity: false,
})

const file = (sequence: number, part: Partial<RecordingFile> = {}): RecordingFile => ({
  id: `r.cmaf.${sequence}`,
  recordingId: 'r',
  generation: 1,
  format: 'cmaf',
  sequence,
  storageType: 's3',
  bucket: 'b',
  key: `${sequence}.m3u8`,
  bytes: 1,
  crc32: '00000000',
  durationMs: 4000,
  startedAtMs: 0,
  endedAtMs: 4000,
  width: 1,
  height: 1,
  codecs: [],
  slices: [slice(sequence * 2), slice(sequence * 2 + 1)],
  initKey: 'init',
  ...part,
})

const running = (sequence: number, pieces: number[], output = 'cmaf') => ({
  cycle: {
    output,
    sequence,
    format: 'cmaf',
    initKey: 'init',
    storage: { type: 's3', bucket: 'b' },
  } as OpenCycle,
  pieces: pieces.map((number): OpenCyclePiece => ({ slice: slice(number) }) as OpenCyclePiece),
})

const filler = file(0, {
  id: 'r.cmaf.0.g1-0',
  filler: { generation: 1, index: 0 },
  slices: [slice(90)],
})

const sequencesOf = (known: Parameters<typeof playedCycles>[2], output = 'cmaf'): number[] =>
  playedCycles('r', output, known).flatMap(({ slices }) => slices.map(({ sequence }) => sequence))

it('plays files in order, then what is recorded now', () => {
  const known = { isRunning: true, files: [file(1), file(0)], running: [running(2, [4])] }
  expect(sequencesOf(known)).toEqual([0, 1, 2, 3, 4])
})

it('does not play twice a cycle that became a file while it was looked at', () => {
  const known = { isRunning: true, files: [file(0)], running: [running(0, [0, 1]), running(1, [])] }
  expect(sequencesOf(known)).toEqual([0, 1])
})

it('calls a cycle the same before and after it became a file', () => {
  const [open] = playedCycles('r', 'cmaf', {
    isRunning: true,
    files: [],
    running: [running(0, [0])],
  })
  expect(open?.fileId).toBe(file(0).id)
})

it('puts media that came later in its place once the recording has ended, so that a playlist only grows', () => {
  const files = [file(0), file(1), filler]
  expect(sequencesOf({ isRunning: true, files, running: [] })).toEqual([0, 1, 2, 3])
  expect(sequencesOf({ isRunning: false, files, running: [] })).toEqual([0, 1, 90, 2, 3])
})

it('plays nothing of other outputs, of files without slices, of removed files, or of cycles that a lost recorder left', () => {
  const files = [
    file(0, { output: 'other' }),
    file(1, { removedAtMs: 5 }),
    file(2, { slices: [] }),
    file(3, { format: 'mp4', output: 'cmaf', slices: [] }),
  ]
  expect(sequencesOf({ isRunning: true, files, running: [running(4, [9], 'other')] })).toEqual([])
  expect(sequencesOf({ isRunning: false, files, running: [running(4, [9])] })).toEqual([])
})
