import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import {
  emptyStorage,
  formOfStorage,
  newStorageOf,
  storageFieldOf,
  storageSettingsOf,
} from './storage-form.ts'

const settings = {
  ...{ endpoint: 'https://s3.example.com', region: 'eu-1', forcePathStyle: false },
  ...{ accessKeyId: 'id', bucket: 'tapes', aliases: ['s3.old.example'] },
}
const storage = { ...settings, name: 'archive' } as Schemas['RegisteredStorage']

test('what was left empty is left out of a new storage', () => {
  const typed = { name: ' a ', endpoint: 'http://h', accessKeyId: 'id', secretAccessKey: 's' }
  expect(newStorageOf({ ...emptyStorage, ...typed })).toEqual({
    ...typed,
    ...{ name: 'a', region: 'us-east-1', forcePathStyle: true, aliases: [] },
  })
})

test('a storage goes into the form and back, and no secret that nobody typed', () => {
  expect(storageSettingsOf(formOfStorage(storage))).toEqual(settings)
  const form = { ...formOfStorage(storage), secretAccessKey: 'new', bucket: '' }
  expect(storageSettingsOf(form)).toMatchObject({ secretAccessKey: 'new' })
  expect(storageSettingsOf(form)).not.toHaveProperty('bucket')
})

test('what the API refuses is told at a field of the form', () => {
  expect(['aliases.0', 'bucket', 'x'].map(storageFieldOf)).toEqual(['aliases', 'bucket', null])
})
