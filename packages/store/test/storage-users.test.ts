import { plainOutput, type RecordingTemplate, type StorageTarget } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { Store } from '../src/index.ts'
import { aStorage } from './access-fixture.ts'
import { aFile, aRecording, template } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'
import { aDomain, aPattern, aRule } from './stream-fixture.ts'

const oss = { type: 's3', bucket: 'tapes', storage: 'oss' } as const
const [format] = template.formats
if (format === undefined) throw new Error('the template has no output')

const withStorage = (storage: StorageTarget | null): RecordingTemplate => ({ ...template, storage })

const withOutputIn = (storage: StorageTarget | null): RecordingTemplate => ({
  ...template,
  formats: [{ ...format, ...plainOutput, storage }],
})

const register = async (store: Store, ...names: string[]): Promise<void> => {
  for (const name of names) await store.storages.create(aStorage(name))
}

describe('a registered storage stays', () => {
  storeTest('while a template names it', async ({ store, redis }) => {
    await register(store, 'oss', 'archive')
    const { id } = await store.templates.create(withStorage(oss))
    const other = await store.templates.create(withOutputIn(oss))
    expect(await store.storages.remove('oss')).toBe('in_use')
    await store.templates.replace(id, withOutputIn({ ...oss, storage: 'archive' }))
    expect(await store.storages.remove('oss')).toBe('in_use')
    expect(await store.storages.remove('archive')).toBe('in_use')
    await store.templates.remove(other.id)
    expect(await store.storages.remove('oss')).toBe('removed')
    await store.templates.replace(id, template)
    expect(await store.storages.remove('archive')).toBe('removed')
    expect(await redis.exists(keys.storagesOfUsers)).toBe(0)
  })

  storeTest('while a rule names it in a template of its own', async ({ store, redis }) => {
    await register(store, 'oss')
    const domain = 'live.example.org'
    await store.domains.create(aDomain(domain))
    const rule = aRule(aPattern(domain), { template: withStorage(oss) })
    const write = await store.rules.create(rule)
    const id = write.outcome === 'written' ? write.rule.id : ''
    expect(await store.storages.remove('oss')).toBe('in_use')
    await store.rules.replace(id, aRule(aPattern(domain)))
    await store.rules.replace(id, rule)
    expect(await store.storages.remove('oss')).toBe('in_use')
    await store.rules.remove(id)
    expect(await store.storages.remove('oss')).toBe('removed')
    expect(await redis.exists(keys.storagesOfUsers)).toBe(0)
  })

  storeTest('until a recording that names it has ended', async ({ store, redis }) => {
    await register(store, 'oss', 'archive')
    const recording = aRecording('r1', {
      storage: oss,
      template: withOutputIn({ ...oss, storage: 'archive' }),
    })
    await store.recordings.create(recording, { fingerprint: 'f', idempotencyKey: null })
    const lease = await store.leases.acquire('r1', 'recorder-1', 60_000)
    await store.recordings.transition({ recordingId: 'r1', input: 'taken', lease })
    expect(await store.storages.remove('oss')).toBe('in_use')
    expect(await store.storages.remove('archive')).toBe('in_use')
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease })
    expect(await store.recordings.get('r1')).toMatchObject({ state: 'canceled' })
    expect(await store.storages.remove('oss')).toBe('removed')
    expect(await store.storages.remove('archive')).toBe('removed')
    expect(await redis.exists(keys.storagesOfUsers)).toBe(0)
  })

  storeTest('until what retention has to remove from it is removed', async ({ store, redis }) => {
    await register(store, 'oss')
    const recording = aRecording('r1', {
      storage: oss,
      template: { ...template, retentionSeconds: 60 },
    })
    await store.recordings.create(recording, { fingerprint: 'f', idempotencyKey: null })
    const lease = await store.leases.acquire('r1', 'recorder-1', 60_000)
    if (lease === null) throw new Error('the lease was not free')
    await store.recordings.addFile(lease, aFile('r1', 0))
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    await store.recordings.remove('r1')
    const entries = await store.retention.due(Number.MAX_SAFE_INTEGER, 10)
    expect(entries.map(({ id }) => id).toSorted()).toEqual(['r1', 'r1.mp4.0'])
    for (const entry of entries) {
      expect(await store.storages.remove('oss')).toBe('in_use')
      await store.retention.put({ ...entry, dueAtMs: 1 })
      await store.retention.remove(entry.id)
      await store.retention.remove(entry.id)
    }
    expect(await store.storages.remove('oss')).toBe('removed')
    expect(await redis.exists(keys.storagesOfUsers)).toBe(0)
  })
})

const request = { fingerprint: 'f', idempotencyKey: 'k' }

const rejectsNamed = async (name: string, writes: Promise<unknown>[]): Promise<void> => {
  for (const write of await Promise.allSettled(writes))
    expect(write).toMatchObject({
      reason: {
        code: 'STORAGE_NOT_CONFIGURED',
        detail: `There is no storage of the name "${name}".`,
      },
    })
}

describe('what names a storage that is not registered', () => {
  storeTest('is refused, and nothing of it is written', async ({ store, redis }) => {
    const domain = 'live.example.org'
    await store.domains.create(aDomain(domain))
    await register(store, 'oss')
    const kept = await store.templates.create(template)
    const rule = await store.rules.create(aRule(aPattern(domain)))
    const id = rule.outcome === 'written' ? rule.rule.id : ''
    const before = (await redis.keys('*')).toSorted()
    const archive = { ...oss, storage: 'archive' }
    const both = { storage: oss, template: withOutputIn(archive) }
    const ruleOf = (app: string) =>
      aRule({ ...aPattern(domain), app }, { template: withOutputIn(archive) })
    await rejectsNamed('archive', [
      store.templates.create(withStorage(archive)),
      store.templates.replace(kept.id, withOutputIn(archive)),
      store.rules.create(ruleOf('other')),
      store.rules.replace(id, ruleOf('live')),
      store.recordings.create(aRecording('r1', both), request),
    ])
    expect((await redis.keys('*')).toSorted()).toEqual(before)
    expect(await store.storages.remove('oss')).toBe('removed')
  })

  storeTest('is answered when it was accepted before', async ({ store }) => {
    await register(store, 'oss')
    const recording = aRecording('r1', { storage: oss })
    await store.recordings.create(recording, request)
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    expect(await store.storages.remove('oss')).toBe('removed')
    expect((await store.recordings.create(recording, request)).outcome).toBe('existing')
    const other = { fingerprint: 'g', idempotencyKey: null }
    expect((await store.recordings.create(recording, other)).outcome).toBe('conflict')
  })

  storeTest('loses or wins against its removal, never both', async ({ store, openStore }) => {
    const other = openStore()
    const names = Array.from({ length: 20 }, (_, i) => `storage-${i}`)
    await register(store, ...names)
    const outcomes = await Promise.all(
      names.map(async (name, i) => {
        const remove = (): Promise<string> => store.storages.remove(name)
        const create = async (): Promise<string> => {
          const named = aRecording(name, { storage: { ...oss, storage: name } })
          const write = other.recordings.create(named, { ...request, idempotencyKey: null })
          return write.then(
            ({ outcome }) => outcome,
            (error: { code: string }) => error.code,
          )
        }
        if (i % 2 === 0) return Promise.all([remove(), create()])
        const [created, removed] = await Promise.all([create(), remove()])
        return [removed, created]
      }),
    )
    for (const outcome of outcomes)
      expect([
        ['removed', 'STORAGE_NOT_CONFIGURED'],
        ['in_use', 'created'],
      ]).toContainEqual(outcome)
  })
})
