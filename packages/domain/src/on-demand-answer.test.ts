import { expect, test } from 'vitest'
import type { OnDemandAnswer } from './on-demand.ts'
import { applyOnDemandAnswer } from './on-demand-answer.ts'
import {
  type FormatPlan,
  type OutputFormat,
  plainOutput,
  plainTemplate,
  type RecordingTemplate,
} from './template.ts'

const format = (name: string, kind: OutputFormat): FormatPlan => ({
  ...plainOutput,
  name,
  format: kind,
  cycleSeconds: 900,
  maxBytes: null,
  objectPattern: '{StartTime}',
  sliceSeconds: null,
  slicePattern: null,
})

const template: RecordingTemplate = {
  ...plainTemplate,
  name: 'four',
  formats: [
    format('mp4', 'mp4'),
    format('second', 'mp4'),
    format('flv', 'flv'),
    format('m3u8', 'm3u8'),
    format('cmaf', 'cmaf'),
  ],
  renditions: {
    profiles: [{ name: 'sd', height: 432, videoKbps: 800, audioKbps: 96, fps: null }],
    formats: [format('mp4', 'mp4'), format('m3u8', 'm3u8')],
  },
  waitSeconds: 180,
  mergeWindowSeconds: 180,
  storage: null,
  notifyUrl: null,
}

const answer = (change: Partial<OnDemandAnswer>): OnDemandAnswer => ({
  needRecord: true,
  interval: {},
  formats: null,
  ...change,
})
const cycles = (change: Partial<OnDemandAnswer>) =>
  applyOnDemandAnswer(template, answer(change))?.formats.map((one) => one.cycleSeconds)
const names = (formats: string[]) =>
  applyOnDemandAnswer(template, answer({ formats }))?.formats.map(({ name }) => name)

test('an answer that says nothing leaves the template', () => {
  expect(applyOnDemandAnswer(template, answer({}))).toEqual(template)
})

test('intervals replace the cycles of their formats, also of renditions', () => {
  expect(cycles({ interval: { mp4: 300, flv: 120, m3u8: 180 } })).toEqual([300, 300, 120, 180, 900])
  const applied = applyOnDemandAnswer(template, answer({ interval: { m3u8: 60 } }))
  expect(applied?.renditions?.formats.map((one) => one.cycleSeconds)).toEqual([900, 60])
})

test.each([
  [4, 5],
  [5, 5],
  [21_600, 21_600],
  [21_601, 21_600],
  [1e300, 21_600],
  [0.2, 5],
  [10.6, 11],
  [0, 900],
  [-10, 900],
  [Number.NaN, 900],
  [Number.POSITIVE_INFINITY, 900],
  ['300' as unknown as number, 900],
])('an interval of %s is taken as %s', (seconds, taken) => {
  expect(cycles({ interval: { mp4: seconds } })?.[0]).toBe(taken)
})

test('formats are intersected, in any case, and what is not known means nothing', () => {
  expect(names(['mp4', 'flv'])).toEqual(['mp4', 'second', 'flv'])
  expect(names([' M3U8', 'avi'])).toEqual(['m3u8'])
})

test('nothing is left when no format of the stream itself is', () => {
  expect(names([])).toBeUndefined()
  expect(names(['avi'])).toBeUndefined()
})

test('renditions go when none of their formats is left', () => {
  const applied = applyOnDemandAnswer(template, answer({ formats: ['flv'] }))
  expect(applied?.formats.map(({ name }) => name)).toEqual(['flv'])
  expect(applied?.renditions).toBeNull()
})
