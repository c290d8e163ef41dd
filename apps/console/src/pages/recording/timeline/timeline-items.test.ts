import type { Schemas } from '@tapedeck/client'
import { expect, it } from 'vitest'
import { lanesOf, nearestItem } from './timeline-items.ts'

const at = (seconds: number): string => new Date(seconds * 1000).toISOString()

const file = (sequence: number, part: Partial<Schemas['Timeline']['files'][number]> = {}) => ({
  ...{ id: `r.mp4.${sequence}`, output: 'mp4', format: 'mp4', sequence, key: 'k', url: null },
  ...{ startedAt: at(sequence * 10), endedAt: at(sequence * 10 + 10), durationMs: 10_000 },
  ...{ bytes: 2_000_000, isSalvaged: false, isFiller: false, isRemoved: false },
  ...part,
})

const timeline: Schemas['Timeline'] = {
  ...{ recordingId: 'r', from: at(0), to: at(40), isRunning: true },
  files: [
    file(0),
    file(1, { isRemoved: true }),
    file(0, { id: 'x', output: 'web', isFiller: true }),
  ],
  open: [{ output: 'mp4', format: 'mp4', sequence: 2, startedAt: at(20) }],
  gaps: [
    { startedAt: at(5), endedAt: at(7), durationMs: 2000, filledMs: 500, cause: 'source_lost' },
  ],
  interruptions: [{ startedAt: at(5), endedAt: null }],
  pauses: [],
  commands: [
    { command: 'stop', at: at(39), by: 'api', mode: 'now', stopAfterSeconds: null },
    { command: 'pause', at: at(39), by: 'stream', mode: null, stopAfterSeconds: 60 },
  ],
  states: [],
  leftOut: { files: 0, gaps: 0 },
}

it('has a lane per output, then one per kind of what explains them, and none that is empty', () => {
  expect(lanesOf(timeline).map(({ name, items }) => [name, items.length])).toEqual([
    ['mp4', 3],
    ['web (mp4)', 1],
    ['Gaps', 1],
    ['Source away', 1],
    ['Commands', 2],
  ])
})

it('says of each item what it is', () => {
  const items = lanesOf(timeline).flatMap(({ items }) => items)
  expect(items.map(({ title, detail }) => `${title}: ${detail}`)).toEqual([
    'File 0: 0:10, 2 MB',
    'File 1: 0:10, 2 MB, removed from storage: its time was over, or somebody deleted it',
    'File 2: is being recorded',
    'File 0: 0:10, 2 MB, came into storage later',
    'Gap: 2.0 s: the source was lost, 0.5 s of it came later',
    'Source away: it lasts',
    'Stop: by a request, at once',
    'Pause: by what records its stream, to be stopped after 60 s',
  ])
  expect(items[3]?.endMs).toBe(10_000)
  expect(items[5]?.endMs).toBe(40_000)
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
})

it('gives no file to play that was removed', () => {
  const [lane] = lanesOf(timeline)
  expect(lane?.items.map(({ fileId }) => fileId)).toEqual(['r.mp4.0', null, null])
})

it('finds the item that is nearest', () => {
  const [lane] = lanesOf(timeline)
  expect(nearestItem(lane?.items ?? [], 12_000)?.title).toBe('File 1')
  expect(nearestItem([], 0)).toBeUndefined()
})
