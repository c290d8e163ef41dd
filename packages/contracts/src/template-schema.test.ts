import { describe, expect, test } from 'vitest'
import { isTapedeckError } from './tapedeck-error.ts'
import { templateSchema, toTemplate } from './template-schema.ts'
import { parseInput } from './validation.ts'

const objectPattern = 'a/{EscapedStartTime}_{EscapedEndTime}'
const slicePattern = 's/{UnixTimestamp}_{Sequence}'
const good = { name: 'n', formats: [{ format: 'mp4', objectPattern }] }

const problemsOf = (body: unknown) => {
  try {
    parseInput(templateSchema, body)
  } catch (error) {
    if (isTapedeckError(error)) return error.problems
    throw error
  }
  return []
}

test('defaults are those of the documents that we follow', () => {
  const template = toTemplate(
    parseInput(templateSchema, {
      name: 'n',
      formats: [
        { format: 'mp4', objectPattern },
        { format: 'flv', objectPattern },
        { format: 'm3u8', objectPattern, slicePattern },
        { format: 'cmaf', objectPattern, slicePattern },
      ],
    }),
  )
  expect(template.formats.map((one) => [one.cycleSeconds, one.sliceSeconds])).toEqual([
    [3600, null],
    [3600, null],
    [21_600, 30],
    [21_600, 30],
  ])
  expect(template).toMatchObject({ waitSeconds: 180, mergeWindowSeconds: 180, storage: null })
})

describe('two outputs of one format', () => {
  const pair = (more: object, first: object = {}) => ({
    ...good,
    formats: [
      { ...good.formats[0], ...first },
      { ...good.formats[0], name: 'long', ...more },
    ],
  })
  const archive = { type: 's3', bucket: 'archive' }

  test.each([
    ['in two storages', pair({ storage: archive })],
    ['under two patterns', pair({ objectPattern: 'b/{StartTime}' })],
    [
      'that name themselves in one pattern',
      pair({ objectPattern: '{Output}/{StartTime}' }, { objectPattern: '{Output}/{StartTime}' }),
    ],
  ])('%s are taken', (_, body) => {
    expect(problemsOf(body)).toEqual([])
  })

  test.each([
    ['under one key', pair({})],
    ['of one name', pair({ name: 'mp4', objectPattern: 'b/{StartTime}' })],
    [
      'whose patterns come to one key',
      pair({ objectPattern: '{Format}/{StartTime}' }, { objectPattern: '{Output}/{StartTime}' }),
    ],
  ])('%s are refused', (_, body) => {
    expect(problemsOf(body).map(({ field }) => field)).toEqual(['formats'])
  })
})

describe('a template is refused, and told which field is wrong and what is allowed', () => {
  const format = (more: object) => ({ ...good, formats: [{ ...good.formats[0], ...more }] })
  test.each([
    ['an unknown field', { ...good, extra: 1 }, 'extra', undefined],
    [
      'an unknown format',
      format({ format: 'avi' }),
      'formats.0.format',
      ['mp4', 'flv', 'm3u8', 'cmaf'],
    ],
    ['a cycle too short', format({ cycleSeconds: 4 }), 'formats.0.cycleSeconds', ['at least 5']],
    ['a fraction of a second', format({ cycleSeconds: 5.5 }), 'formats.0.cycleSeconds', ['int']],
    [
      'a slice too long',
      format({ format: 'm3u8', slicePattern, sliceSeconds: 31 }),
      'formats.0.sliceSeconds',
      ['at most 30'],
    ],
    ['slices in mp4', format({ sliceSeconds: 10 }), 'formats.0.sliceSeconds', undefined],
    [
      'm3u8 without a slice pattern',
      format({ format: 'm3u8' }),
      'formats.0.slicePattern',
      undefined,
    ],
    [
      'a pattern by which files share a key',
      format({ objectPattern: '{StreamName}/{EndTime}' }),
      'formats.0.objectPattern',
      undefined,
    ],
    ['no format', { ...good, formats: [] }, 'formats', undefined],
    [
      'no format, and renditions that take the same',
      { ...good, formats: [], renditions: { profiles: ['sd'] } },
      'formats',
      undefined,
    ],
    [
      'renditions without a format',
      { ...good, renditions: { profiles: ['sd'], formats: [] } },
      'renditions.formats',
      ['at least 1'],
    ],
    [
      'a format twice',
      { ...good, formats: [good.formats[0], good.formats[0]] },
      'formats',
      undefined,
    ],
    ['a URL that is not http', { ...good, notifyUrl: 'ftp://x' }, 'notifyUrl', undefined],
    [
      'a directory outside the root',
      { ...good, storage: { type: 'filesystem', directory: '..' } },
      'storage.directory',
      undefined,
    ],
    [
      'a bucket that is none',
      { ...good, storage: { type: 's3', bucket: 'A B' } },
      'storage.bucket',
      undefined,
    ],
    ['nothing', undefined, '', ['object']],
  ])('%s', (_, body, field, allowed) => {
    const problem = problemsOf(body).find((one) => one.field === field)
    expect(problem).toBeDefined()
    expect(problem?.allowed).toEqual(allowed)
  })

  test('every wrong field at once', () => {
    const fields = problemsOf({
      name: '',
      formats: [{ format: 'mp4', objectPattern: '/' }],
      waitSeconds: 0,
    })
    expect(new Set(fields.map((one) => one.field))).toEqual(
      new Set(['name', 'formats.0.objectPattern', 'waitSeconds']),
    )
  })
})
