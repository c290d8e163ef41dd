import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RegisteredStorage } from '@tapedeck/domain'
import { type S3Server, startEmbeddedS3 } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createStorageResolver, type StorageResolver } from '../src/index.ts'

const text = { contentType: 'text/plain' }

/** Registered storages, as the store has them. */
class Registry {
  readonly stored = new Map<string, RegisteredStorage & { updatedAtMs: number }>()
  isAway = false
  #onChange = (): void => undefined
  #writes = 0

  put(storage: RegisteredStorage, { isTold = true } = {}): void {
    this.#writes += 1
    this.stored.set(storage.name, { ...storage, updatedAtMs: this.#writes })
    if (isTold) this.#onChange()
  }

  async get(name: string) {
    if (this.isAway) throw new Error('away')
    return this.stored.get(name) ?? null
  }

  async all() {
    if (this.isAway) throw new Error('away')
    return [...this.stored.values()]
  }

  async watch(onChange: () => void) {
    this.#onChange = onChange
    return async () => undefined
  }
}

const studio: RegisteredStorage = {
  name: 'studio',
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: 'FIRST',
  secretAccessKey: 'one',
  bucket: 'recordings',
  aliases: [],
}

let registry: Registry
let resolver: StorageResolver
const open = (): void => {
  registry = new Registry()
  resolver = createStorageResolver({
    ...{ s3: null, filesystem: { rootDirectory: '/srv/recordings' }, default: 'filesystem' },
    backup: { rootDirectory: '/srv/backup' },
    registry,
  })
}
beforeEach(() => {
  open()
  return () => resolver.close()
})

const target = { type: 's3', bucket: 'tapes', storage: 'studio' } as const

describe('targets that name a registered storage', () => {
  test('have its bucket when they name none, once it is known', async () => {
    const own = { ...target, bucket: null }
    expect(() => resolver.resolve(own)).toThrow(/There is no storage of the name "studio"/)
    registry.put(studio)
    await resolver.know(own)
    expect(resolver.resolve(own).bucket).toBe('recordings')
    registry.put({ ...studio, bucket: null })
    await resolver.know(own)
    expect(() => resolver.resolve(own)).toThrow(/has no bucket of its own/)
  })

  test('are refused when nobody registered it', async () => {
    const notConfigured = { code: 'STORAGE_NOT_CONFIGURED' }
    await expect(resolver.know(target)).rejects.toMatchObject(notConfigured)
    const without = createStorageResolver({ s3: null, filesystem: null, default: 's3' })
    await expect(without.know(target)).rejects.toMatchObject(notConfigured)
    expect(() => without.resolve(target)).toThrow(expect.objectContaining(notConfigured))
    await expect(without.know({ type: 's3', bucket: 'tapes' })).resolves.toBeUndefined()
  })

  test('are told apart by it, and one bucket is recognised under two of them', async () => {
    const { name: _, ...same } = studio
    registry.put(studio)
    registry.put({ ...same, name: 'mirror', endpoint: `${studio.endpoint}/` })
    registry.put({ ...same, name: 'other', endpoint: 'http://127.0.0.2:9' })
    const stores = await Promise.all(
      ['studio', 'mirror', 'other'].map(async (storage) => {
        await resolver.know({ ...target, storage })
        return resolver.resolve({ ...target, storage })
      }),
    )
    expect(new Set(stores).size).toBe(3)
    expect(new Set(stores.map(({ place }) => place)).size).toBe(2)
    expect(resolver.resolve({ ...target })).toBe(stores[0])
    expect(resolver.resolveBackup(target)?.bucket).toBe('/srv/backup/storages/studio/tapes')
  })

  test('get equal parts where the service wants them, and as long as it is not known', async () => {
    const store = resolver.resolve(target)
    expect(store.needsEqualParts).toBe(true)
    registry.put(studio)
    await resolver.know(target)
    expect(store.needsEqualParts).toBe(false)
    registry.put({ ...studio, endpoint: 'https://account.r2.cloudflarestorage.com' })
    await resolver.know(target)
    expect(store.needsEqualParts).toBe(true)
  })
})

describe('a store that is held', () => {
  let s3: S3Server
  let other: S3Server
  beforeAll(async () => {
    s3 = await startEmbeddedS3({ bucket: 'tapes' })
    other = await startEmbeddedS3({ bucket: 'tapes' })
    return async () => {
      await s3.stop()
      await other.stop()
    }
  })
  const at = ({ endpoint, accessKeyId, secretAccessKey }: S3Server): RegisteredStorage => ({
    ...studio,
    ...{ endpoint, accessKeyId, secretAccessKey },
  })

  test('fails as one that is away while its storage is unknown, and works as soon as it is there', async () => {
    const store = resolver.resolve(target)
    const put = () => store.put('unknown', Buffer.from('x'), text)
    const unreachable = { code: 'STORAGE_UNREACHABLE', facts: { blame: 'destination' } }
    await expect(put()).rejects.toMatchObject(unreachable)
    registry.isAway = true
    registry.put(at(s3), { isTold: false })
    await expect(put()).rejects.toMatchObject(unreachable)
    registry.isAway = false
    expect((await put()).bytes).toBe(1)
    registry.isAway = true
    expect((await store.head('unknown')).bytes).toBe(1)
  })

  test('gives no links when its storage is not registered any more', async () => {
    registry.put(at(s3))
    await resolver.know(target)
    const store = resolver.resolve(target)
    expect(await store.presignGet('k', 60)).toContain(`${s3.endpoint}/tapes/k?`)
    registry.stored.clear()
    await expect(resolver.know(target)).rejects.toThrow()
    expect(await store.presignGet('k', 60)).toBeNull()
  })

  test('goes to another endpoint with its next request', async () => {
    registry.put(at(s3))
    await resolver.know(target)
    const store = resolver.resolve(target)
    await store.put('moved', Buffer.from('x'), text)
    registry.put(at(other))
    await resolver.know(target)
    await expect(store.head('moved')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
    await store.put('new', Buffer.from('x'), text)
    registry.put(at(s3))
    await resolver.know(target)
    expect((await store.list('')).map(({ key }) => key)).not.toContain('new')
  })
})

describe('keys that are replaced', () => {
  let web: Server
  let seen: (string | undefined)[] = []
  let answers: { status: number; code: string }[] = []
  /** Set by a test to hold answers back. */
  let gate = Promise.resolve()
  let storage: RegisteredStorage
  beforeAll(async () => {
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      await request.resume().toArray()
      seen.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1])
      await gate
      const { status, code } = answers.shift() ?? { status: 200, code: '' }
      response.writeHead(status, { etag: '"e"' })
      const upload =
        '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>'
      response.end(status === 200 ? upload : `<Error><Code>${code}</Code></Error>`)
    }
    web = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(web, 'listening')
    storage = {
      ...studio,
      endpoint: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    }
  })
  afterAll(() => {
    web.close()
    web.closeAllConnections()
  })
  beforeEach(() => {
    seen = []
    answers = []
  })
  const second = { accessKeyId: 'SECOND', secretAccessKey: 'two' }

  test('are used by the next request of an upload that runs', async () => {
    registry.put(storage)
    const store = resolver.resolve(target)
    const { uploadId } = await store.createUpload('k', text)
    await store.putPart('k', uploadId, 1, Buffer.from('x'))
    registry.put({ ...storage, ...second })
    await expect
      .poll(async () => {
        await store.putPart('k', uploadId, 2, Buffer.from('x'))
        return seen.at(-1)
      })
      .toBe('SECOND')
    expect(seen.slice(0, 2)).toEqual(['FIRST', 'FIRST'])
  })

  test('do not break off a request that is under way, nor do other settings', async () => {
    registry.put(storage)
    const store = resolver.resolve(target)
    const { promise, resolve: release } = Promise.withResolvers<void>()
    gate = promise
    const underWay = store.put('k', Buffer.from('x'), text)
    await expect.poll(() => seen.length).toBe(1)
    gate = Promise.resolve()
    registry.put({ ...storage, ...second, region: 'eu-west-1' })
    await resolver.know(target)
    await store.put('k', Buffer.from('x'), text)
    release()
    await underWay
    expect(seen).toEqual(['FIRST', 'SECOND'])
  })

  test('are looked up after a refusal when nobody told of them', async () => {
    registry.put(storage)
    const store = resolver.resolve(target)
    await store.put('k', Buffer.from('x'), text)
    registry.put({ ...storage, ...second }, { isTold: false })
    answers = [{ status: 403, code: 'InvalidAccessKeyId' }]
    await expect(store.put('k', Buffer.from('x'), text)).rejects.toMatchObject({
      code: 'STORAGE_DENIED',
    })
    await expect
      .poll(async () => {
        await store.put('k', Buffer.from('x'), text)
        return seen.at(-1)
      })
      .toBe('SECOND')
  })
})
