import type { RecordingFile } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { renderIndexObject } from './index-object.ts'
import { selectSlices } from './select-slices.ts'

const slice = (key: string, startedAtMs: number) => ({
  key,
  sequence: 0,
  bytes: 1,
  durationMs: 10,
  startedAtMs,
  discontinuity: false,
})
const files = [
  { id: 'a', slices: [slice('a0', 0), slice('a1', 10)] },
  { id: 'b', slices: [slice('b0', 20), slice('b1', 30)] },
] as RecordingFile[]

const keysOf = (StartTime: number, EndTime: number, isEndIncluded = false): string[] =>
  selectSlices(files, { StartTime, EndTime }, isEndIncluded).map(({ key }) => key)

describe('the slices of an index', () => {
  it('are those that were complete in the span', () => {
    expect(keysOf(0, 40)).toEqual(['a0', 'a1', 'b0', 'b1'])
    expect(keysOf(10, 39)).toEqual(['a1', 'b0'])
    expect(keysOf(0, 9)).toEqual([])
  })

  it('reach over the end when asked', () => {
    expect(keysOf(10, 35, true)).toEqual(['a1', 'b0', 'b1'])
    expect(keysOf(10, 30, true)).toEqual(['a1', 'b0'])
  })

  it('do not continue from one file to the next', () => {
    const selected = selectSlices(files, { StartTime: 0, EndTime: 40 }, false)
    expect(selected.map(({ discontinuity }) => discontinuity)).toEqual([true, false, true, false])
  })
})

it('the object of an index names the stream and the beginning', () => {
  const object = '{AppName}/{StreamName}/{Date}/{Hour}/{Minute}_{Second}.m3u8'
  const stream = { app: 'live', stream: 'a/b' }
  expect(renderIndexObject(object, stream, Date.UTC(2026, 0, 2, 3, 4, 5))).toBe(
    'live/a%2Fb/2026-01-02/03/04_05.m3u8',
  )
})
