import { expect, it } from 'vitest'
import type { DesiredControl } from './recording.ts'
import { commandsBetween, maxCommandsPerRecording } from './recording-command.ts'

const idle: DesiredControl = { stop: null, splits: 0 }
const held = { sinceMs: 1, stopAfterMs: null }
const given = { atMs: 7, by: 'stream' } as const

const namesBetween = (before: DesiredControl, after: DesiredControl): string[] =>
  commandsBetween(before, after, given).map(({ command }) => command)

it.each<[string, DesiredControl, DesiredControl, string[]]>([
  ['nothing', idle, idle, []],
  ['a stop', idle, { ...idle, stop: 'graceful' }, ['stop']],
  ['a harder stop', { ...idle, stop: 'graceful' }, { ...idle, stop: 'now' }, ['stop']],
  ['splits', idle, { ...idle, splits: 2 }, ['split', 'split']],
  ['a pause', idle, { ...idle, pause: held }, ['pause']],
  ['the same pause', { ...idle, pause: held }, { ...idle, pause: held, splits: 1 }, ['split']],
  ['a resumption', { ...idle, pause: held }, { ...idle, pause: null }, ['resume']],
  ['no pause in old records', idle, { ...idle, pause: null }, []],
])('tells of %s', (_title, before, after, expected) => {
  expect(namesBetween(before, after)).toEqual(expected)
})

it('says how it was asked for, by whom and when', () => {
  const paused = { ...idle, pause: { sinceMs: 1, stopAfterMs: 5000 } }
  expect(commandsBetween(idle, { ...paused, stop: 'now' }, given)).toEqual([
    { command: 'pause', mode: null, stopAfterMs: 5000, ...given },
    { command: 'stop', mode: 'now', stopAfterMs: null, ...given },
  ])
})

it('tells of no more than are kept', () => {
  const many = { ...idle, splits: maxCommandsPerRecording + 5 }
  expect(commandsBetween(idle, many, given)).toHaveLength(maxCommandsPerRecording)
})
