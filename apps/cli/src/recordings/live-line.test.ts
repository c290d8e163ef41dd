import { toRecordingView } from '@tapedeck/contracts'
import { sampleRecording } from '@tapedeck/testkit'
import { describe, expect, test } from 'vitest'
import { endLine, liveLine, newsOf } from './live-line.ts'

const waiting = { ...toRecordingView(sampleRecording(), null), state: 'waiting' as const }
const progress = {
  updatedAt: '2026-01-01T00:00:00.000Z',
  recorderId: 'r1',
  receivedBytes: 12_400_000,
  mediaSeconds: 3723.9,
  wallSeconds: 3724,
  fps: 25,
  bitsPerSecond: 2_610_000,
  fragments: 3724,
  uploadBacklogBytes: 5_000_000,
  cycles: [],
}
const recording = {
  ...waiting,
  state: 'recording' as const,
  gapCount: 1,
  fileCount: 2,
  progress,
}

describe('the live line', () => {
  test('tells media time, bytes, rate, backlog, gaps and files', () => {
    expect(liveLine(recording)).toBe(
      'recording  01:02:03  12.4 MB  2.61 Mbit/s  backlog 5 MB  1 gap  2 files stored',
    )
  })

  test('tells what is stored while nothing is received', () => {
    expect(liveLine(waiting)).toBe('waiting  0 B stored  0 gaps  0 files stored')
  })
})

describe('what is worth a line of its own', () => {
  test('is everything at the first look, and nothing when nothing has changed', () => {
    expect(newsOf(null, recording)).toEqual(['recording', '2 files stored', '1 gap'])
    expect(newsOf(recording, recording)).toEqual([])
  })

  test('is a new state, a file, and what is wrong, each time that it is told', () => {
    const degradation = {
      cause: 'file_damaged' as const,
      count: 1,
      firstAt: progress.updatedAt,
      lastAt: progress.updatedAt,
      detail: 'x\u001by',
    }
    const once = { ...recording, fileCount: 3, degradations: [degradation] }
    expect(newsOf(recording, once)).toEqual(['1 file stored', 'degraded: file_damaged: x y'])
    const twice = { ...once, degradations: [{ ...degradation, count: 2 }] }
    expect(newsOf(once, twice)).toEqual(['degraded: file_damaged: x y'])
  })
})

test('the end is told with its reason and what there is', () => {
  const ended = { ...recording, state: 'failed' as const, reason: 'no_stream' as const }
  expect(endLine({ ...ended, fileCount: 0, gapCount: 0 })).toBe(
    'rec_sample failed (no_stream): 0 files, 0 B, 0 gaps',
  )
})
