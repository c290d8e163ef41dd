import { expect, test } from 'vitest'
import { isSameStorage, storageOfOutput, storagesOf } from './output-storage.ts'
import { type FormatPlan, plainOutput, type StorageTarget } from './template.ts'

const tapes = { type: 's3', bucket: 'tapes' } as const
const archive = { type: 's3', bucket: 'archive' } as const
const disk = { type: 'filesystem', directory: null } as const

const planOf = (name: string, storage: StorageTarget | null): FormatPlan => ({
  ...plainOutput,
  name,
  format: 'mp4',
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{StartTime}',
  sliceSeconds: null,
  slicePattern: null,
  storage,
})
const recording = {
  storage: tapes,
  template: {
    formats: [
      planOf('plain', null),
      planOf('long', archive),
      planOf('other', archive),
      planOf('local', disk),
      planOf('same', tapes),
    ],
  },
}

test('an output lies in its own storage, or in that of the recording', () => {
  expect(storageOfOutput(recording, 'plain')).toEqual(tapes)
  expect(storageOfOutput(recording, 'long')).toEqual(archive)
  expect(storageOfOutput(recording, 'local')).toEqual(disk)
  expect(storageOfOutput(recording, 'unknown')).toEqual(tapes)
})

test('every storage of a recording is told once', () => {
  expect(storagesOf(recording)).toEqual([tapes, archive, disk])
})

test('targets are the same when type and place are', () => {
  expect(isSameStorage(tapes, { bucket: 'tapes', type: 's3' })).toBe(true)
  expect(isSameStorage(tapes, archive)).toBe(false)
  expect(isSameStorage({ type: 's3', bucket: null }, disk)).toBe(false)
  expect(isSameStorage(disk, { type: 'filesystem', directory: 'a' })).toBe(false)
  const registered = { ...tapes, storage: 'studio' }
  expect(isSameStorage(registered, { ...registered })).toBe(true)
  expect(isSameStorage(registered, tapes)).toBe(false)
  expect(isSameStorage({ ...tapes, storage: null }, tapes)).toBe(true)
  expect([isSameStorage(null, null), isSameStorage(null, tapes)]).toEqual([true, false])
})
