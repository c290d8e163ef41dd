import { describe, expect, test } from 'vitest'
import { planTemplate } from './plan-template.ts'
import type { Fops, RecordParam } from './template-fields.ts'

const storageOf = (bucket: string) => ({ type: 's3', bucket, storage: 'own' }) as const

const param = (fops: Partial<Fops> = {}, more: Partial<RecordParam> = {}): RecordParam => ({
  bucketName: 'tape',
  ...more,
  fops: { fileFormat: 'mp4', ...fops },
})
const plan = (...recordParams: RecordParam[]) =>
  planTemplate({ templateName: 'a', notifyUrl: 'https://h/', recordParams }, storageOf)
const only = (fops: Partial<Fops>, more: Partial<RecordParam> = {}) =>
  plan(param(fops, more)).formats[0]

describe('one file', () => {
  test('is split by size and by time', () => {
    expect(only({ fileSize: 100, interval: 600 })).toMatchObject({
      maxBytes: 100 * 1024 * 1024,
      cycleSeconds: 600,
    })
  })

  test('is not split when nothing is said, as far as that can be', () => {
    expect(only({ fileSize: 0, interval: 0 })).toMatchObject({
      maxBytes: null,
      cycleSeconds: 86_400,
    })
  })

  test('with figures that are out of reach gets the nearest ones', () => {
    expect(only({ interval: 1, segtime: 2, fileFormat: 'm3u8' }, { storageTime: 5 })).toMatchObject(
      {
        cycleSeconds: 5,
        sliceSeconds: 5,
        retentionSeconds: 60,
      },
    )
    expect(only({ interval: 10 ** 6, fileSize: 10 ** 9 }, { storageTime: 10 ** 12 })).toMatchObject(
      {
        cycleSeconds: 86_400,
        maxBytes: 5 * 1024 ** 4,
        retentionSeconds: 10 * 365 * 86_400,
      },
    )
  })

  test('is kept for ever with a storage time of 0', () => {
    expect(only({}, { storageTime: 0 })?.retentionSeconds).toBeNull()
  })

  test('holds the tracks that are left', () => {
    expect(only({ removeAudio: 1 })?.tracks).toBe('video')
    expect(only({ removeVideo: 1, removeAudio: 0 })?.tracks).toBe('audio')
    expect(only({})?.tracks).toBe('all')
    expect(() => only({ removeAudio: 1, removeVideo: 1 })).toThrow('nothing is left to record')
  })
})

describe('a template', () => {
  test('has an output per file, each in its bucket and with a name of its own', () => {
    const { formats, storage, notifyDialect } = plan(
      param(),
      param({}, { bucketName: 'other' }),
      param({ fileFormat: 'flv' }),
      param(),
    )
    expect(formats.map(({ name, storage: own }) => [name, own])).toEqual([
      ['mp4', storageOf('tape')],
      ['mp4-2', storageOf('other')],
      ['flv', storageOf('tape')],
      ['mp4-3', storageOf('tape')],
    ])
    expect(formats[3]?.objectPattern).toContain('{Output}')
    expect(storage).toEqual(storageOf('tape'))
    expect(notifyDialect).toBe('cdnetworks')
  })

  test('waits for a stream as long as all tries of a pull take', () => {
    const patience = (...all: Partial<Fops>[]) => {
      const { waitSeconds, mergeWindowSeconds } = plan(...all.map((fops) => param(fops)))
      return [waitSeconds, mergeWindowSeconds]
    }
    expect(patience({ timeOut: 5000, retryTimes: 2 })).toEqual([15, 15])
    expect(patience({ timeOut: 1500 }, { timeOut: 3000, retryTimes: 1 })).toEqual([6, 6])
    expect(patience({ retryTimes: 3 })).toEqual([40, 40])
    expect(patience({ timeOut: 1 })).toEqual([1, 1])
    expect(patience({})).toEqual([180, 30])
    expect(patience({ concat: 1 })).toEqual([180, 180])
    expect(patience({ concat: 1, timeOut: 10_000 })).toEqual([10, 180])
  })

  test('names every path that is wrong', () => {
    const wrong = () =>
      plan(param({}, { filePath: '$(x)' }), param(), param({}, { filePath: '../x' }))
    expect(wrong).toThrow(/recordParams\.0\.filePath.*recordParams\.2\.filePath/)
  })
})
