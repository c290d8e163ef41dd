import { expect, test } from 'vitest'
import { commandsOf } from './stream-commands.ts'

test('a live stream offers what does something in its phase', () => {
  expect(commandsOf({ phase: 'unrecorded', isLive: true })).toEqual(['start'])
  expect(commandsOf({ phase: 'recording', isLive: true })).toContain('stop')
  expect(commandsOf({ phase: 'paused', isLive: true })).toEqual(['resume', 'stop', 'cancel_delay'])
  expect(commandsOf({ phase: 'stopped', isLive: true })).toEqual(['start', 'cancel_delay'])
})

test('one that is not published can only be let go', () => {
  expect(commandsOf({ phase: 'merging', isLive: false })).toEqual(['cancel_delay'])
  expect(commandsOf({ phase: 'stopped', isLive: false })).toEqual(['cancel_delay'])
  expect(commandsOf({ phase: 'offline', isLive: false })).toEqual([])
})
