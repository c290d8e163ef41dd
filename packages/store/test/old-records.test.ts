import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aRecording, oldTemplate } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'

const everything = { states: null, name: null, createdAfterMs: null, createdBeforeMs: null }

describe('a recording that an older version stored', () => {
  storeTest('is read with a complete template, wherever it is read', async ({ store, redis }) => {
    const recording = aRecording('r1')
    await store.recordings.create(recording, { fingerprint: 'f', idempotencyKey: 'k' })
    const old = JSON.stringify({ ...recording, template: oldTemplate() })
    await redis.hset(keys.recording('r1'), 'record', old)
    expect(await store.recordings.get('r1')).toEqual(recording)
    const page = await store.recordings.list(everything, { cursor: null, limit: 10 })
    expect(page.items).toEqual([recording])
    const request = { id: 'r1', fingerprint: 'f', idempotencyKey: null }
    expect(await store.recordings.find(request)).toEqual({ outcome: 'existing', recording })
    const moved = await store.recordings.transition({
      recordingId: 'r1',
      input: 'stopRequested',
      lease: null,
    })
    expect(moved).toMatchObject({ recording: { template: recording.template } })
  })
})
