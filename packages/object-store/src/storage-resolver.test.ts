import { expect, test } from 'vitest'
import { createStorageResolver } from './storage-resolver.ts'

const s3 = {
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: 'id',
  secretAccessKey: 'secret',
  bucket: 'recordings',
}
const filesystem = { rootDirectory: '/srv/recordings' }

test('targets name their bucket or directory, or get the configured one', () => {
  const resolver = createStorageResolver({ s3, filesystem, default: 's3' })
  const bucketOf = (...[target]: Parameters<typeof resolver.resolve>) => {
    const { type, bucket } = resolver.resolve(target)
    return [type, bucket]
  }
  expect(bucketOf({ type: 's3', bucket: null })).toEqual(['s3', 'recordings'])
  expect(bucketOf({ type: 's3', bucket: 'archive' })).toEqual(['s3', 'archive'])
  expect(bucketOf({ type: 'filesystem', directory: null })).toEqual([
    'filesystem',
    '/srv/recordings',
  ])
  expect(bucketOf({ type: 'filesystem', directory: 'a' })).toEqual([
    'filesystem',
    '/srv/recordings/a',
  ])
  expect(bucketOf(null)).toEqual(['s3', 'recordings'])
  resolver.close()
})

test('the default target is of the default type', () => {
  const resolver = createStorageResolver({ s3: null, filesystem, default: 'filesystem' })
  expect(resolver.defaultTarget).toEqual({ type: 'filesystem', directory: null })
  expect(resolver.resolve(null).type).toBe('filesystem')
  resolver.close()
})

test('the same target gives the same store', () => {
  const resolver = createStorageResolver({ s3, filesystem: null, default: 's3' })
  const store = resolver.resolve({ type: 's3', bucket: null })
  expect(resolver.resolve({ type: 's3', bucket: 'recordings' })).toBe(store)
  expect(resolver.resolve({ type: 's3', bucket: 'other' })).not.toBe(store)
  resolver.close()
})

test('stores that were not used for long are forgotten, so that there are never too many', () => {
  const resolver = createStorageResolver({ s3, filesystem: null, default: 's3' })
  const first = resolver.resolve({ type: 's3', bucket: 'first' })
  for (let number = 0; number < 300; number++)
    resolver.resolve({ type: 's3', bucket: `bucket-${number}` })
  expect(resolver.resolve({ type: 's3', bucket: 'first' })).not.toBe(first)
  resolver.close()
})

test('a type without settings is STORAGE_NOT_CONFIGURED', () => {
  const resolver = createStorageResolver({ s3: null, filesystem: null, default: 's3' })
  const notConfigured = expect.objectContaining({ code: 'STORAGE_NOT_CONFIGURED' })
  expect(() => resolver.resolve({ type: 's3', bucket: 'x' })).toThrow(notConfigured)
  expect(() => resolver.resolve({ type: 'filesystem', directory: 'x' })).toThrow(notConfigured)
  expect(() => resolver.resolve(null)).toThrow(notConfigured)
})

test.each(['..', '.', '', 'a/b', '/etc', '.tapedeck'])(
  'the directory %j below the root is refused',
  (directory) => {
    const resolver = createStorageResolver({ s3: null, filesystem, default: 'filesystem' })
    expect(() => resolver.resolve({ type: 'filesystem', directory })).toThrow(
      expect.objectContaining({ code: 'STORAGE_FAILED' }),
    )
  },
)

test('a store that wants equal parts says so, in the backup too', () => {
  const target = { type: 's3', bucket: 'other' } as const
  const demanding = { ...s3, equalParts: true }
  const resolver = createStorageResolver({
    s3: demanding,
    filesystem: null,
    default: 's3',
    backup: { s3: demanding },
  })
  expect(resolver.resolve(target).needsEqualParts).toBe(true)
  expect(resolver.resolveBackup(target)?.needsEqualParts).toBe(true)
  resolver.close()
  const plain = createStorageResolver({ s3, filesystem: null, default: 's3' })
  expect(plain.resolve(target).needsEqualParts).toBe(false)
  plain.close()
})
