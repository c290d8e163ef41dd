import { expect, test } from 'vitest'
import { changedTemplate } from './template-change-schema.ts'
import { toTemplate } from './template-schema.ts'

const mp4 = { format: 'mp4' as const, objectPattern: 'a/{StreamName}_{Sequence}' }
const flv = { format: 'flv' as const, objectPattern: 'b/{StreamName}_{Sequence}' }
const known = toTemplate({
  name: 'hourly',
  formats: [mp4],
  waitSeconds: 60,
  notifyUrl: 'https://hooks.example/?token=hidden',
  notifyDialect: 'aliyun-live',
  retentionSeconds: 86_400,
  renditions: { profiles: ['ld'] },
  tags: ['news'],
})

test('what a change does not name stays, null takes away', () => {
  expect(changedTemplate(known, {})).toEqual(known)
  const after = changedTemplate(known, { name: 'daily', retentionSeconds: null })
  expect(after).toEqual({ ...known, name: 'daily', retentionSeconds: null })
  expect(changedTemplate(known, { tags: [] }).tags).toEqual([])
  const posters = changedTemplate(known, { posters: {} }).posters
  expect(posters).toEqual(toTemplate({ name: 'x', formats: [mp4], posters: {} }).posters)
})

test('an address goes with its dialect, and no dialect comes without one', () => {
  const silent = changedTemplate(known, { notifyUrl: null })
  expect(silent).toMatchObject({ notifyUrl: null, notifyDialect: 'standard' })
  expect(() => changedTemplate(silent, { notifyDialect: 'aliyun-live' })).toThrow('notifyDialect')
})

test('renditions follow the formats of the template unless they have their own', () => {
  const followed = changedTemplate(known, { formats: [flv] })
  expect(followed.renditions?.formats).toEqual(followed.formats)
  const own = changedTemplate(known, { renditions: { profiles: ['ld'], formats: [flv] } })
  expect(changedTemplate(own, { formats: [] }).renditions?.formats).toEqual(own.renditions?.formats)
  expect(changedTemplate(own, { renditions: { profiles: ['hd'] } }).renditions?.formats).toEqual(
    known.formats,
  )
  expect(() => changedTemplate(known, { formats: [] })).toThrow('formats')
})
