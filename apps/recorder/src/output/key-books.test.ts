import { type FormatPlan, type OpenCycle, plainOutput, type StorageTarget } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { sampleRecording } from '@tapedeck/testkit'
import { expect, test } from 'vitest'
import { keyedOf, openKeyBooks } from './key-books.ts'

const archive = { type: 's3', bucket: 'archive' } as const

const planOf = (name: string, storage: StorageTarget | null): FormatPlan => ({
  ...plainOutput,
  ...{ name, format: 'mp4', cycleSeconds: 60, maxBytes: null, objectPattern: '{StartTime}' },
  ...{ sliceSeconds: null, slicePattern: null, storage },
})
const sample = sampleRecording({ id: 'rec_1' })
const recording = {
  ...sample,
  storage: { type: 's3', bucket: null } as const,
  template: {
    ...sample.template,
    formats: [
      planOf('mp4', null),
      planOf('short', { type: 's3', bucket: 'default' }),
      planOf('long', archive),
    ],
  },
}

/** As the resolver does: a target that names no bucket has the default one. */
const stores = new Map<string, ObjectStore>()
const resolve = (target: StorageTarget): ObjectStore => {
  const bucket = (target.type === 's3' ? target.bucket : null) ?? 'default'
  const store = stores.get(bucket) ?? ({ place: bucket } as ObjectStore)
  stores.set(bucket, store)
  return store
}

test('outputs in one storage never get one key, however it is named; in another the key is free', () => {
  const bookOf = openKeyBooks(resolve, recording, [])
  const keyOf = (output: string) => bookOf(output).enter('a', '.mp4', 0)
  expect([keyOf('mp4'), keyOf('short'), keyOf('long')]).toEqual(['a.mp4', 'a_0.mp4', 'a.mp4'])
})

test('what is stored already is taken where it lies, also by files of older versions', () => {
  const bookOf = openKeyBooks(resolve, recording, [
    { key: 'old.mp4', format: 'mp4' },
    { key: 'far.mp4', format: 'mp4', output: 'long' },
  ])
  const keyOf = (output: string, key: string) => bookOf(output).enter(key, '.mp4', 7)
  expect(keyOf('short', 'old')).toBe('old_7.mp4')
  expect(keyOf('long', 'old')).toBe('old.mp4')
  expect(keyOf('long', 'far')).toBe('far_7.mp4')
  expect(keyOf('mp4', 'far')).toBe('far.mp4')
})

test('of a cycle that somebody else will end both its key and that of its file are taken', () => {
  const cycle = { key: 'staged.mp4', output: 'short', format: 'mp4' } as OpenCycle
  const ended = { ...cycle, ending: { key: 'ended.mp4' } } as OpenCycle
  const bookOf = openKeyBooks(resolve, recording, keyedOf(ended))
  const keyOf = (key: string) => bookOf('mp4').enter(key, '.mp4', 3)
  expect(['staged', 'ended', 'other'].map(keyOf)).toEqual([
    'staged_3.mp4',
    'ended_3.mp4',
    'other.mp4',
  ])
  expect(keyedOf(cycle)).toEqual([cycle])
})

test('a key stays taken when the place of a registered storage changes', () => {
  let place = 'https://old/tapes'
  const bookOf = openKeyBooks(() => ({ place }) as ObjectStore, recording, [])
  const keyOf = () => bookOf('mp4').enter('a', '.mp4', 3)
  expect(keyOf()).toBe('a.mp4')
  place = 'https://new/tapes'
  expect(keyOf()).toBe('a_3.mp4')
})
