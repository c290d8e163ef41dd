import type { RecordingEvent } from '@tapedeck/contracts'
import { expect, it } from 'vitest'
import { toldSpans } from './told-spans.ts'

const told = (...types: RecordingEvent['type'][]) =>
  types.map((type, index) => ({ type, occurredAt: `${index}` }))

it('ends an interruption with what comes next, also with a pause', () => {
  const events = told(
    'recording.started',
    'recording.interrupted',
    'file.created',
    'recording.degraded',
    'recording.resumed',
    'recording.interrupted',
    'recording.paused',
    'recording.resumed',
  )
  expect(toldSpans(events, 'recording.interrupted')).toEqual([
    { startedAt: '1', endedAt: '4' },
    { startedAt: '5', endedAt: '6' },
  ])
  expect(toldSpans(events, 'recording.paused')).toEqual([{ startedAt: '6', endedAt: '7' }])
})

it('leaves open what lasts, and ends with the recording', () => {
  const events = told('recording.interrupted')
  expect(toldSpans(events, 'recording.interrupted')).toEqual([{ startedAt: '0', endedAt: null }])
  const ended = told('recording.paused', 'recording.completed')
  expect(toldSpans(ended, 'recording.paused')).toEqual([{ startedAt: '0', endedAt: '1' }])
})
