import { expect, test } from 'vitest'
import {
  type StreamInput,
  type StreamOutcome,
  type StreamSituation,
  situationOf,
  streamDeeds,
  streamInputs,
  streamSituations,
  streamTransition,
  streamTransitions,
} from './stream-phase-table.ts'

/** The cell in one word: an error, `-` for stay, or deed>phase. */
const short = (outcome: StreamOutcome): string => {
  if (outcome === 'stay') return '-'
  if (typeof outcome !== 'string') return `${outcome.deed}>${outcome.to}`
  return {
    STREAM_NOT_LIVE: 'LIVE',
    STREAM_ALREADY_RECORDED: 'ALREADY',
    STREAM_NOT_RECORDED: 'NOT',
  }[outcome]
}

/** The whole table in its own words: situations from left to right as in `order`. */
const order: StreamSituation[] = [
  'offline',
  'unrecorded',
  'asking',
  'scheduled',
  'recording',
  'paused',
  'stopped',
  'merging',
  'pausedOffline',
  'stoppedOffline',
]
const plan = Array.from({ length: 10 }, () => 'plan>same').join(' ')
const begin = 'begin>recording'
const end = 'end>rest'
const expected: Record<StreamInput, string> = {
  published: plan,
  unpublished: '- wait>rest wait>rest wait>rest wait>merging wait>paused wait>stopped - - -',
  start: `LIVE ${begin} ${begin} ${begin} ALREADY ALREADY goOn>recording LIVE LIVE LIVE`,
  stop: 'LIVE NOT skip>unrecorded skip>unrecorded hold>stopped hold>stopped - hold>stopped hold>stopped -',
  cancel_delay: `NOT NOT NOT NOT ${end} ${end} ${end} ${end} ${end} ${end}`,
  restart:
    'LIVE NOT NOT NOT replace>recording replace>recording endAndBegin>recording LIVE LIVE LIVE',
  pause: 'LIVE NOT NOT NOT pause>paused - NOT LIVE - LIVE',
  resume: 'LIVE NOT NOT NOT - goOn>recording goOn>recording - goOn>merging goOn>merging',
  split: 'LIVE NOT NOT NOT split>same NOT NOT LIVE LIVE LIVE',
  recordNow: `LIVE ${begin} ${begin} ${begin} ALREADY ALREADY endAndBegin>recording LIVE LIVE LIVE`,
  answerYes: `- - ${begin} - - - - - - -`,
  answerNo: '- - skip>unrecorded - - - - - - -',
  answerFailed: '- - skip>unrecorded - - - - - - -',
  windowOpened: '- plan>same - plan>same - - - - - -',
  windowClosed:
    '- - skip>unrecorded skip>unrecorded endRuled>same endRuled>same endRuled>same endRuled>same endRuled>same endRuled>same',
  recordingEnded:
    'endPart>same endPart>same endPart>same endPart>same beginAnew>same beginAnew>same endPart>same endPart>same endPart>same endPart>same',
  recordingStopped: `endPart>same endPart>same endPart>same endPart>same ${end} ${end} ${end} ${end} ${end} ${end}`,
  delayOver: `- - - - - - ${end} - ${end} ${end}`,
  retryDue: '- - - - retry>same - - - - -',
}

test.each(streamInputs)('%s is answered in every situation as it should be', (input) => {
  expect([...order].sort()).toEqual([...streamSituations].sort())
  expect(order.map((situation) => short(streamTransition(situation, input)))).toEqual(
    expected[input].split(' '),
  )
})

test('every situation answers every input, and every deed is somewhere', () => {
  const deeds = new Set<string>()
  for (const situation of streamSituations) {
    const row = streamTransitions[situation]
    expect(Object.keys(row).sort()).toEqual([...streamInputs].sort())
    for (const outcome of Object.values(row))
      if (typeof outcome !== 'string') deeds.add(outcome.deed)
  }
  expect([...deeds].sort()).toEqual([...streamDeeds].sort())
})

test('only commands and requests are refused', () => {
  const told = [
    'published',
    'unpublished',
    'answerYes',
    'windowClosed',
    'delayOver',
    'retryDue',
  ] as const
  for (const situation of streamSituations)
    for (const input of told)
      expect(String(streamTransition(situation, input))).not.toMatch(/^STREAM_/)
})

test('a phase in which a stream may be published or not has a situation for each', () => {
  expect(situationOf('paused', true)).toBe('paused')
  expect(situationOf('paused', false)).toBe('pausedOffline')
  expect(situationOf('stopped', false)).toBe('stoppedOffline')
  expect(situationOf('merging', false)).toBe('merging')
})
