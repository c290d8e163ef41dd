import type { Schemas } from '@tapedeck/client'
import { wordsOf } from '../../../forms/form-part.ts'

type Storage = Schemas['RegisteredStorage']

/** What the form holds, as it was typed. */
export type StorageForm = {
  name: string
  endpoint: string
  region: string
  forcePathStyle: boolean
  accessKeyId: string
  /** Empty for the one that is there, which is never shown. */
  secretAccessKey: string
  /** Empty: what names the storage names a bucket, too. */
  bucket: string
  aliases: string
  /** Whether a small object is written into its bucket first. */
  isTried: boolean
}

/** A storage that is yet to be registered. */
export const emptyStorage: StorageForm = {
  name: '',
  endpoint: '',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: '',
  secretAccessKey: '',
  bucket: '',
  aliases: '',
  isTried: true,
}

/** A storage as the form shows it. */
export const formOfStorage = (storage: Storage): StorageForm => ({
  ...emptyStorage,
  name: storage.name,
  endpoint: storage.endpoint,
  region: storage.region,
  forcePathStyle: storage.forcePathStyle,
  accessKeyId: storage.accessKeyId,
  bucket: storage.bucket ?? '',
  aliases: storage.aliases.join(', '),
})

/** The settings of a form; without a secret that of the same key stays. */
export const storageSettingsOf = (form: StorageForm): Schemas['StorageSettings'] => {
  const [region, bucket] = [form.region.trim(), form.bucket.trim()]
  return {
    endpoint: form.endpoint.trim(),
    forcePathStyle: form.forcePathStyle,
    accessKeyId: form.accessKeyId.trim(),
    aliases: wordsOf(form.aliases),
    ...(region === '' ? {} : { region }),
    ...(bucket === '' ? {} : { bucket }),
    ...(form.secretAccessKey === '' ? {} : { secretAccessKey: form.secretAccessKey }),
  }
}

/** The storage that a form stands for. */
export const newStorageOf = (form: StorageForm): Schemas['NewStorage'] => ({
  ...storageSettingsOf(form),
  name: form.name.trim(),
  secretAccessKey: form.secretAccessKey,
})

const names = new Set<string>(Object.keys(emptyStorage))

/** The field of the form for one of the request; null when none shows it. */
export const storageFieldOf = (path: string): keyof StorageForm | null => {
  const [name = ''] = path.split('.')
  return names.has(name) ? (name as keyof StorageForm) : null
}
