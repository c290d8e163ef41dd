import type { Recording, StorageTarget } from '@tapedeck/domain'
import { keys, type RedisClient } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { Store } from '../src/index.ts'
import { aStorage } from './access-fixture.ts'
import { aFile, aRecording, template } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'

const exact = '{StreamName}/{EscapedStartTime}-{EscapedEndTime}'
const marked = `${exact}_{RecordingId}`
const place = 'http://s3.example.org/tapes'
const space = keys.keySpace(`${place}/stream/{EscapedStartTime}-{EscapedEndTime}.mp4`)

const patternOf = ({ template: { formats } }: Recording) => formats[0]?.objectPattern

const create = async (store: Store, id: string, fields: Partial<Recording> = {}) => {
  const request = { fingerprint: id, idempotencyKey: null, placeOf: () => place }
  const { recording } = await store.recordings.create(aRecording(id, fields), request)
  expect(await store.recordings.get(id)).toEqual(recording)
  return patternOf(recording)
}

const end = async (store: Store, recordingId: string) => {
  await store.recordings.transition({ recordingId, input: 'stopRequested', lease: null })
  expect(await store.recordings.get(recordingId)).toMatchObject({ state: 'canceled' })
}

const expire = async (redis: RedisClient, key: string) => {
  await redis.pexpire(key, 1)
  await expect.poll(() => redis.exists(key)).toBe(0)
}

describe('of recordings that might store under the same keys', () => {
  storeTest(
    'the first has its pattern as it is, the others their id behind it',
    async ({ store }) => {
      expect(await create(store, 'r1')).toBe(exact)
      expect(await create(store, 'r2')).toBe(marked)
      expect(await create(store, 'r3')).toBe(marked)
      const other = { domain: 'live.example.org', app: 'app', stream: 'other' }
      expect(await create(store, 'r4', { stream: other })).toBe(exact)
    },
  )

  storeTest('one of many that come at once keeps its pattern', async ({ store, openStore }) => {
    const stores = [store, openStore(), openStore()]
    const patterns = await Promise.all(
      Array.from({ length: 30 }, (_, i) => create(stores[i % 3] ?? store, `r${i}`)),
    )
    expect(patterns.filter((pattern) => pattern === exact)).toHaveLength(1)
    expect(patterns.filter((pattern) => pattern === marked)).toHaveLength(29)
  })

  storeTest('only the output that might is told apart', async ({ store }) => {
    const [mp4] = template.formats
    if (mp4 === undefined) throw new Error('the template has no output')
    await create(store, 'r1')
    await create(store, 'r2', {
      template: { ...template, formats: [mp4, { ...mp4, name: 'flv', format: 'flv' }] },
    })
    const two = await store.recordings.get('r2')
    expect(two?.template.formats.map((plan) => plan.objectPattern)).toEqual([marked, exact])
  })

  storeTest('a request that is sent again finds what was made', async ({ store }) => {
    await create(store, 'r1')
    await create(store, 'r2')
    expect(await create(store, 'r2')).toBe(marked)
    expect(await create(store, 'r1')).toBe(exact)
  })

  storeTest('places are compared, not the words for them', async ({ store }) => {
    const request = (fingerprint: string, placeOf?: (target: StorageTarget) => string) => ({
      fingerprint,
      idempotencyKey: null,
      ...(placeOf === undefined ? {} : { placeOf }),
    })
    const elsewhere = { type: 's3', bucket: 'tapes', storage: 'mine' } as const
    await store.storages.create(aStorage('mine'))
    const made = async (id: string, part: Partial<Recording>, placeOf?: () => string) =>
      patternOf(
        (await store.recordings.create(aRecording(id, part), request(id, placeOf))).recording,
      )
    expect(await made('r1', {}, () => place)).toBe(exact)
    expect(await made('r2', { storage: elsewhere }, () => place)).toBe(marked)
    // without a place it is the words
    expect(await made('r3', {})).toBe(exact)
    expect(await made('r4', { storage: elsewhere })).toBe(exact)
    expect(await made('r5', { storage: elsewhere })).toBe(marked)
    expect(await made('r6', { storage: { type: 'filesystem', directory: null } })).toBe(exact)
  })
})

describe('a key space is free again', () => {
  storeTest('5 seconds after its holder has ended', async ({ store, redis }) => {
    await create(store, 'r1')
    expect(await redis.pttl(space)).toBe(-1)
    await end(store, 'r1')
    expect(await create(store, 'r2')).toBe(marked)
    const left = await redis.pttl(space)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(5000)
    await expire(redis, space)
    expect(await create(store, 'r3')).toBe(exact)
  })

  storeTest('no later for what is written of it afterwards', async ({ store, redis }) => {
    await create(store, 'r1')
    await end(store, 'r1')
    await redis.pexpire(space, 1000)
    await store.recordings.addFiller(aFile('r1', 0, { filler: { generation: 1, index: 0 } }))
    expect(await redis.pttl(space)).toBeLessThanOrEqual(1000)
  })

  storeTest('not when a recording ends that did not hold it', async ({ store, redis }) => {
    await create(store, 'r1')
    await create(store, 'r2')
    await end(store, 'r2')
    expect(await redis.pttl(space)).toBe(-1)
    expect(await create(store, 'r3')).toBe(marked)
  })

  storeTest('when its holder is gone, which then frees it no more', async ({ store, redis }) => {
    await create(store, 'r1')
    await redis.rename(keys.recording('r1'), 'aside')
    expect(await create(store, 'r2')).toBe(exact)
    await redis.rename('aside', keys.recording('r1'))
    await end(store, 'r1')
    expect(await redis.pttl(space)).toBe(-1)
    expect(await create(store, 'r3')).toBe(marked)
  })

  storeTest('when a former version ended its holder', async ({ store, redis }) => {
    await create(store, 'r1')
    await redis.hset(keys.recording('r1'), 'isFinal', '1')
    expect(await create(store, 'r2')).toBe(exact)
  })

  storeTest('no sooner because its holder is removed', async ({ store, redis }) => {
    await create(store, 'r1')
    await end(store, 'r1')
    expect(await store.recordings.remove('r1')).toBe(true)
    expect(await create(store, 'r2')).toBe(marked)
    await end(store, 'r2')
    await expire(redis, space)
    expect(await create(store, 'r3')).toBe(exact)
  })
})
