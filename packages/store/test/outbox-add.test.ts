import type { TapedeckEvent } from '@tapedeck/contracts'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { doublingRedis } from './doubling-redis.ts'
import { startRecording, storeTest } from './store-test.ts'

const now = { count: 100, blockMs: 1, idleMs: 60_000 }

const anEvent = (id: string): TapedeckEvent => ({
  id,
  type: 'recording.started',
  occurredAt: '2027-01-15T08:00:00.000Z',
  recordingId: 'r1',
  generation: 0,
  data: {
    name: null,
    state: 'recording',
    reason: null,
    reasonDetail: null,
    stream: { domain: 'live.example.org', app: 'app', stream: 'a' },
  },
})

describe('an event that belongs to no recording', () => {
  storeTest('is handed on like the others, once', async ({ openStore, server, redis }) => {
    const store = openStore({ redis: doublingRedis(server.url) })
    const url = 'https://hooks.example.org/skipped'
    await store.outbox.add(anEvent('e1'), url)
    await store.outbox.add(anEvent('e1'), url)
    await store.outbox.add(anEvent('e2'), null)
    await startRecording(store, 'r1')
    const entries = await store.outbox.read('a', now)
    expect(entries.slice(0, 2)).toEqual([
      expect.objectContaining({ event: anEvent('e1'), notifyUrl: url }),
      expect.objectContaining({ event: anEvent('e2'), notifyUrl: null }),
    ])
    expect(entries).toHaveLength(3)
    const left = await redis.pttl(keys.told('e1'))
    expect(left).toBeGreaterThan(23 * 3_600_000)
  })
})
