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
