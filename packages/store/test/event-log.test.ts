import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import type { EventLogEntry } from '../src/index.ts'
import { doublingRedis } from './doubling-redis.ts'
import { aFile, aRecording } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'
import { aContext, anEvent, logEvents, relayAll } from './webhook-fixture.ts'

const dayMs = 24 * 3_600_000
const idsOf = (entries: EventLogEntry[]) => entries.map(({ event }) => event.id)

describe('the event log', () => {
  storeTest('holds every event in order, with its context', async ({ store }) => {
    const tagged = { templateId: 'tpl_1', tags: ['a', 'b'], notifyDialect: 'aliyun-live' as const }
    const origin = {
      kind: 'stream' as const,
      cause: 'rule' as const,
      ruleId: 'rule_1',
      publicationId: 'p1',
      pushArgs: { callback_user: 'u1' },
    }
    const recording = aRecording('r1', { ...tagged, origin })
    await store.recordings.create(recording, { fingerprint: 'f', idempotencyKey: null })
    await store.recordings.transition({ recordingId: 'r1', input: 'stopRequested', lease: null })
    const lease = await startRecording(store, 'r2')
    await store.recordings.addFile(lease, aFile('r2', 0))
    const entries = await store.eventLog.list(null, 100)
    expect(entries.map(({ event }) => `${event.recordingId} ${event.type}`)).toEqual([
      'r1 recording.canceled',
      'r2 recording.started',
      'r2 file.created',
    ])
    expect(entries[0]?.context).toEqual({
      ...tagged,
      notifyUrl: 'https://hooks.example.org/tapedeck',
      pushArgs: { callback_user: 'u1' },
    })
    expect(entries[1]?.context).toEqual(aContext({ notifyUrl: recording.notifyUrl }))
  })

  storeTest('is read on from any of its entries', async ({ store }) => {
    await logEvents(store, 'r1', 5)
    const first = await store.eventLog.list(null, 2)
    const rest = await store.eventLog.list(first[1]?.entryId ?? '', 10)
    expect(idsOf([...first, ...rest])).toEqual(['r1.0', 'r1.1', 'r1.2', 'r1.3', 'r1.4'])
    expect(await store.eventLog.list(rest.at(-1)?.entryId ?? '', 10)).toEqual([])
    for (const cursor of ['x', '1-2-3', '(1', '+', ''])
      await expect(store.eventLog.list(cursor, 1)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  storeTest('gives the entries of a span of time, page by page', async ({ store, redis }) => {
    for (const ms of [1000, 2000, 2000, 2001, 3000]) {
      const event = JSON.stringify(anEvent(`at ${ms}`))
      await redis.xadd(keys.eventLog, `${ms}-*`, 'event', event)
    }
    const span = { fromMs: 2000, toMs: 2001 }
    const first = await store.eventLog.between(span, null, 2)
    expect(idsOf(first)).toEqual(['at 2000', 'at 2000'])
    expect(idsOf(await store.eventLog.between(span, first[1]?.entryId ?? '', 2))).toEqual([
      'at 2001',
    ])
    expect(await store.eventLog.between(span, '2001-0', 2)).toEqual([])
    expect(idsOf(await store.eventLog.between(span, '999-5', 1))).toEqual(['at 2000'])
    expect(await store.eventLog.between({ fromMs: -5, toMs: -1 }, null, 2)).toEqual([])
  })

  storeTest('tells whoever watches of news', async ({ store, openStore }) => {
    let news = 0
    const release = await store.eventLog.watch(() => news++)
    const other = openStore()
    await startRecording(other, 'r1')
    await expect.poll(() => news).toBe(1)
    await other.eventLog.add(anEvent('e1'), aContext())
    await expect.poll(() => news).toBe(2)
    await release()
  })

  storeTest('keeps what is younger than a week or was not relayed', async ({ store, redis }) => {
    const nowMs = 100 * dayMs
    for (const days of [80, 92, 93, 94]) {
      const event = JSON.stringify(anEvent(`day ${days}`))
      await redis.xadd(keys.eventLog, `${days * dayMs}-1`, 'event', event)
    }
    expect(await store.eventLog.trim(nowMs)).toBe(0)
    const { entries } = await store.relay.read({ count: 1, blockMs: 1 })
    await store.relay.advance('0-0', [{ entry: entries[0] as EventLogEntry, receivers: [] }])
    expect(await store.eventLog.trim(nowMs)).toBe(0)
    await relayAll(store, [])
    expect(await store.eventLog.trim(nowMs)).toBe(2)
    expect(idsOf(await store.eventLog.list(null, 9))).toEqual(['day 93', 'day 94'])
    expect(await store.eventLog.trim(nowMs)).toBe(0)
  })

  storeTest('reads what former versions left in their outbox', async ({ store, redis }) => {
    const old = JSON.stringify(anEvent('old'))
    await redis.xadd(keys.eventLog, '*', 'event', old, 'notifyUrl', 'https://old.example.org/')
    await redis.xadd(keys.eventLog, '*', 'event', old, 'notifyUrl', '')
    const { entries } = await store.relay.read({ count: 9, blockMs: 1 })
    expect(entries).toMatchObject([
      { event: anEvent('old'), context: aContext({ notifyUrl: 'https://old.example.org/' }) },
      { event: anEvent('old'), context: aContext() },
    ])
  })

  storeTest('is readable for former versions, in the order of theirs', async ({ store, redis }) => {
    await store.eventLog.add(anEvent('e1'), aContext({ notifyUrl: 'https://a.example.org/' }))
    const [entry] = await redis.xrange('tapedeck:outbox', '-', '+')
    expect(entry?.[1].slice(0, 4)).toEqual([
      'event',
      JSON.stringify(anEvent('e1')),
      'notifyUrl',
      'https://a.example.org/',
    ])
  })
})

describe('an event that belongs to no recording', () => {
  storeTest('is put there once', async ({ openStore, server, redis }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    const context = aContext({ notifyUrl: 'https://hooks.example.org/skipped', tags: ['a'] })
    await store.eventLog.add(anEvent('e1'), context)
    await store.eventLog.add(anEvent('e1'), context)
    await store.eventLog.add(anEvent('e2'), aContext())
    expect(await store.eventLog.list(null, 9)).toMatchObject([
      { event: anEvent('e1'), context },
      { event: anEvent('e2'), context: aContext() },
    ])
    expect(await redis.pttl(keys.told('e1'))).toBeGreaterThan(23 * 3_600_000)
  })
})
