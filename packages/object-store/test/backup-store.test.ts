import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasRealS3, type S3Server, startFaultProxy, startS3Server } from '@tapedeck/testkit'
import { describe, expect, test } from 'vitest'
import { createStorageResolver, type StorageResolverOptions } from '../src/index.ts'
import { describeObjectStore } from './contract.ts'

const isReal = await hasRealS3()
const target = { type: 's3', bucket: 'recordings' } as const

/** The part of a backup storage that belongs to one bucket. */
const partOf = (options: Partial<StorageResolverOptions>, server: S3Server) => {
  const s3 = { ...server, bucket: 'recordings' }
  const resolver = createStorageResolver({ s3, filesystem: null, default: 's3', ...options })
  const store = resolver.resolveBackup(target)
  if (store === null) throw new Error('no backup')
  return { resolver, store }
}

describeObjectStore(
  'the part of a directory that is the backup of one bucket',
  async () => {
    const rootDirectory = await mkdtemp(join(tmpdir(), 'tapedeck-backup-'))
    const server = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1' } as S3Server
    const { store, resolver } = partOf({ backup: { rootDirectory } }, server)
    return {
      store,
      stop: async () => {
        resolver.close()
        await rm(rootDirectory, { recursive: true })
      },
    }
  },
  { hasUploadListing: true, hasBatchDelete: true, copiesPlusSigns: true },
)

describe.runIf(isReal)('the part of a bucket', () => {
  describeObjectStore(
    'that is the backup of another one',
    async () => {
      const server = await startS3Server()
      const { store, resolver } = partOf({ backup: { s3: server } }, server)
      return {
        store,
        stop: async () => {
          resolver.close()
          await server.stop()
        },
      }
    },
    { hasUploadListing: true, hasBatchDelete: true, copiesPlusSigns: true },
  )

  test('has links that work, and keeps the same keys of two buckets apart', async () => {
    const server = await startS3Server()
    const { store, resolver } = partOf({ backup: { s3: server } }, server)
    try {
      const other = resolver.resolveBackup({ type: 's3', bucket: 'archive' })
      const text = { contentType: 'text/plain' }
      await store.put('a/b.txt', Buffer.from('of recordings'), text)
      await other?.put('a/b.txt', Buffer.from('of archive'), text)
      const link = await resolver
        .resolveFile({ isInBackup: true }, target)
        .presignGet('a/b.txt', 60)
      expect(await (await fetch(link ?? '')).text()).toBe('of recordings')
      expect(store.bucket).toBe(`${server.bucket}/s3/recordings`)
      expect((await resolver.backup?.list('s3/'))?.map(({ key }) => key)).toEqual([
        's3/archive/a/b.txt',
        's3/recordings/a/b.txt',
      ])
    } finally {
      resolver.close()
      await server.stop()
    }
  })

  test('a storage is seen to fail by its writes, and to work by the next one', async () => {
    const server = await startS3Server()
    const proxy = await startFaultProxy(server.endpoint)
    let nowMs = 0
    const s3 = { ...server, endpoint: proxy.endpoint, attempts: 1 }
    const monotonic = () => nowMs
    const resolver = createStorageResolver({ s3, filesystem: null, default: 's3', monotonic })
    try {
      const store = resolver.resolve(null)
      const health = resolver.health(null)
      const put = () => store.put('x', Buffer.from('x'), { contentType: 'text/plain' })
      await put()
      proxy.inject({ kind: 'status', status: 403, code: 'AccessDenied' }, 1)
      await expect(put()).rejects.toThrow('STORAGE_DENIED')
      nowMs = 70_000
      // reading proves nothing, and a missing object is no failure
      await store.head('x')
      await expect(store.copy('missing', 'y')).rejects.toThrow('OBJECT_NOT_FOUND')
      proxy.inject({ kind: 'cut_before' }, 1)
      await expect(put()).rejects.toThrow('STORAGE_UNREACHABLE')
      expect(health.failingMs(nowMs)).toBe(70_000)
      await put()
      expect(health.failingMs(nowMs)).toBe(0)
    } finally {
      resolver.close()
      await proxy.stop()
      await server.stop()
    }
  })
})

test('a file in a backup that is not configured any more cannot be resolved', () => {
  const resolver = createStorageResolver({
    ...{ s3: null, default: 'filesystem' as const },
    filesystem: { rootDirectory: '/srv/recordings' },
  })
  expect(resolver.resolveBackup(null)).toBeNull()
  expect(resolver.resolveFile({}, null).type).toBe('filesystem')
  expect(() => resolver.resolveFile({ isInBackup: true }, null)).toThrow(
    expect.objectContaining({ code: 'STORAGE_NOT_CONFIGURED' }),
  )
})
