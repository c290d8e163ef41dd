import type { RecordingFile } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import type { FormerCycle } from './open-cycles.ts'
import { sortLeftCycles, storedBefore } from './stored-before.ts'

const file = (format: string, sequence: number, slices: number, ...through: [number, number][]) =>
  ({
    format,
    sequence,
    slices: Array(slices).fill({}),
    through: through.map(([generation, number]) => ({ generation, sequence: number })),
  }) as unknown as RecordingFile

test('an output goes on behind the files of its own format, generation by generation', () => {
  const before = storedBefore(
    [
      file('m3u8', 0, 3, [1, 40]),
      file('mp4', 7, 0, [9, 9]),
      file('m3u8', 2, 2, [1, 95], [3, 5]),
      file('m3u8', 1, 4, [1, 90]),
    ],
    'm3u8',
  )
  expect(before).toMatchObject({ nextSequence: 3, slices: 9 })
  const has = (generation: number, sequence: number) => before.through.has({ generation, sequence })
  expect([has(1, 95), has(1, 96), has(3, 5), has(3, 6), has(2, 0), has(9, 9)]).toEqual([
    true,
    false,
    true,
    false,
    false,
    false,
  ])
})

test('an output goes on behind its own files, not behind others of its format', () => {
  const named = { ...file('mp4', 4, 0, [1, 80]), output: 'long' }
  const files = [file('mp4', 0, 0, [1, 20]), named]
  expect(storedBefore(files, 'mp4').nextSequence).toBe(1)
  expect(storedBefore(files, 'mp4').through.has({ generation: 1, sequence: 80 })).toBe(false)
  expect(storedBefore(files, 'long').nextSequence).toBe(5)
})

test('a hole between two files of one generation is not stored', () => {
  const cut = { ...file('mp4', 0, 0, [1, 80]), from: { generation: 1, sequence: 0 } }
  const next = { ...file('mp4', 1, 0, [1, 150], [2, 7]), from: { generation: 1, sequence: 101 } }
  const filler = { ...file('mp4', 0, 0, [1, 90]), from: { generation: 1, sequence: 81 } }
  const { through } = storedBefore([next, cut, filler], 'mp4')
  const stored = [80, 90, 91, 100, 101, 150, 151].filter((sequence) =>
    through.has({ generation: 1, sequence }),
  )
  expect(stored).toEqual([80, 90, 101, 150])
  expect(through.has({ generation: 2, sequence: 0 })).toBe(true)
  expect(through.origins()).toEqual([
    { generation: 1, sequence: 150 },
    { generation: 2, sequence: 7 },
  ])
})

const left = (output: string, generation: number, sequence: number, slices = 0): FormerCycle =>
  ({
    cycle: {
      ...{ output, generation, sequence, format: output === 'mp4' ? 'mp4' : 'm3u8' },
      ...{ initKey: null, sending: slices === 0 ? [] : ['0.ts', 'untold.ts'] },
    },
    pieces: Array.from({ length: slices }, (_, number) => ({
      number,
      slice: { key: `${number}.ts` },
    })),
  }) as unknown as FormerCycle

test('an output goes on behind the cycles of its own that stay open, and behind their slices', () => {
  const passed = [left('m3u8', 1, 4, 3), left('mp4', 1, 9)]
  const files = [file('m3u8', 0, 3, [1, 40]), file('mp4', 2, 0)]
  expect(storedBefore(files, 'm3u8', passed)).toMatchObject({ nextSequence: 5, slices: 7 })
  expect(storedBefore(files, 'mp4', passed)).toMatchObject({ nextSequence: 10, slices: 0 })
  expect(storedBefore([], 'flv', passed)).toMatchObject({ nextSequence: 0, slices: 0 })
  const { through } = storedBefore(files, 'm3u8', passed)
  expect(through.has({ generation: 1, sequence: 41 })).toBe(false)
})

test('only cycles whose media is played again from this spool are gone on with', () => {
  const [far, superseded, near] = [left('mp4', 1, 0), left('mp4', 2, 1), left('mp4', 3, 2)]
  const found = { localGenerations: [2, 3], superseded: [2] }
  expect(sortLeftCycles([far, superseded, near], found)).toEqual({
    goneOnWith: [near],
    passed: [far, superseded],
  })
})

test('without files it begins at the beginning, and files of older versions are counted', () => {
  expect(storedBefore([], 'mp4')).toMatchObject({ nextSequence: 0, slices: 0 })
  const { through: _, ...old } = file('mp4', 4, 0)
  expect(storedBefore([old as RecordingFile], 'mp4').nextSequence).toBe(5)
})
