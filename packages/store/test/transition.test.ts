import { eventSchema } from '@tapedeck/contracts'
import { maxGapsPerRecording } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { aRecording } from './recording-fixture.ts'
import { startRecording, storeTest, take } from './store-test.ts'

const loggedKinds = async (store: import('../src/index.ts').Store) =>
  (await store.eventLog.list(null, 100)).map((entry) => entry.event.type)

describe('transition', () => {
  storeTest('moves through a whole life and tells each step once', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const step = (input: Parameters<typeof store.recordings.transition>[0]['input']) =>
      store.recordings.transition({ recordingId: 'r1', input, lease })
    await step('sourceLost')
    await step('fragmentArrived')
    await step('sourceLost')
    await step('mergeWindowOver')
    const last = await step('filesStored')
    expect(last.outcome).toBe('moved')
    expect(await loggedKinds(store)).toEqual([
      'recording.started',
      'recording.interrupted',
      'recording.resumed',
      'recording.interrupted',
      'recording.completed',
    ])
    const recording = await store.recordings.get('r1')
    expect(recording).toMatchObject({ state: 'completed', interruptions: 2, generation: 1 })
    expect(recording?.endedAtMs).toBeGreaterThan(0)
    const events = await store.events.list('r1', null, 100)
    expect(new Set(events.map(({ event }) => event.id)).size).toBe(5)
    expect(events.every(({ event }) => eventSchema.safeParse(event).success)).toBe(true)
  })

  storeTest('stays without a write when there is nothing to say', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const before = await store.recordings.get('r1')
    const result = await store.recordings.transition({
      recordingId: 'r1',
      input: 'fragmentArrived',
      lease,
    })
    expect(result).toEqual({ outcome: 'stayed', recording: before, event: null })
    expect(await store.recordings.get('r1')).toEqual(before)
  })

  storeTest('writes the patch of an input that changes no state', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const gap = { startedAtMs: 1, endedAtMs: 2, mediaTimeMs: 3, cause: 'source_lost' } as const
    const result = await store.recordings.transition({
      recordingId: 'r1',
      input: 'fragmentArrived',
      lease,
      patch: { gap, reasonDetail: 'The source said "bye" ✓' },
    })
    expect(result).toMatchObject({ outcome: 'stayed', event: null })
    expect(await store.recordings.get('r1')).toMatchObject({
      gaps: [gap],
      gapCount: 1,
      reasonDetail: 'The source said "bye" ✓',
    })
  })

  storeTest('keeps the newest gaps and goes on counting', async ({ store }) => {
    const gap = { startedAtMs: 0, endedAtMs: 1, mediaTimeMs: 0, cause: 'source_lost' } as const
    const gaps = Array.from({ length: maxGapsPerRecording }, () => gap)
    const full = aRecording('r1', { state: 'waiting', gaps, gapCount: gaps.length })
    await store.recordings.create(full, { fingerprint: 'f', idempotencyKey: null })
    const patch = { gap: { ...gap, startedAtMs: 77 } }
    await store.recordings.transition({ recordingId: 'r1', input: 'taken', lease: null, patch })
    const recording = await store.recordings.get('r1')
    expect(recording?.gapCount).toBe(maxGapsPerRecording + 1)
    expect(recording?.gaps).toHaveLength(maxGapsPerRecording)
    expect(recording?.gaps.at(-1)?.startedAtMs).toBe(77)
  })

  storeTest('refuses what the table refuses and writes nothing', async ({ store }) => {
    const lease = await take(store, 'r1')
    const before = await store.recordings.get('r1')
    const result = await store.recordings.transition({
      recordingId: 'r1',
      input: 'filesStored',
      lease,
      patch: { reason: 'internal' },
    })
    expect(result).toEqual({ outcome: 'refused', recording: before })
    expect(await store.recordings.get('r1')).toEqual(before)
    expect(await store.relay.depth()).toBe(0)
  })

  storeTest('leaves the account of a finished recording as it is', async ({ store }) => {
    await take(store, 'r1')
    const stop = { recordingId: 'r1', input: 'stopRequested', lease: null } as const
    await store.recordings.transition({ ...stop, patch: { reason: 'stopped' } })
    const before = await store.recordings.get('r1')
    const again = await store.recordings.transition({ ...stop, patch: { reason: 'internal' } })
    expect(again).toEqual({ outcome: 'stayed', recording: before, event: null })
  })

  storeTest('says missing when there is no such recording', async ({ store }) => {
    const result = await store.recordings.transition({
      recordingId: 'nobody',
      input: 'taken',
      lease: null,
    })
    expect(result).toEqual({ outcome: 'missing' })
  })

  storeTest('is stale for the owner of an older generation', async ({ store }) => {
    const old = await startRecording(store, 'r1')
    await store.leases.release(old)
    const newer = await store.leases.acquire('r1', 'recorder-2', 60_000)
    expect(newer?.generation).toBe(2)
    const late = await store.recordings.transition({
      recordingId: 'r1',
      input: 'sourceLost',
      lease: old,
    })
    expect(late.outcome).toBe('stale')
    const now = await store.recordings.transition({
      recordingId: 'r1',
      input: 'taken',
      lease: newer,
    })
    expect(now).toMatchObject({ outcome: 'moved', recording: { generation: 2 } })
  })

  storeTest('lets the API write without a lease while a recorder holds one', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const stop = await store.recordings.transition({
      recordingId: 'r1',
      input: 'stopRequested',
      lease: null,
      patch: { reason: 'stopped' },
    })
    expect(stop).toMatchObject({ outcome: 'moved', recording: { generation: 1 } })
    const done = await store.recordings.transition({
      recordingId: 'r1',
      input: 'filesStored',
      lease,
    })
    expect(done).toMatchObject({ outcome: 'moved', recording: { reason: 'stopped' } })
  })

  storeTest('gives a resumption after a pause an event of its own', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    const inputs = [
      'sourceLost',
      'fragmentArrived',
      'pauseRequested',
      'resumeRequested',
      'fragmentArrived',
    ] as const
    for (const input of inputs)
      await store.recordings.transition({ recordingId: 'r1', input, lease })
    const events = (await store.events.list('r1', null, 10)).map(({ event }) => event)
    const resumed = events.filter((event) => event.type === 'recording.resumed')
    expect(new Set(resumed.map((event) => event.id)).size).toBe(2)
  })

  storeTest(
    'gives every pause an event of its own, also under another generation',
    async ({ store }) => {
      const first = await startRecording(store, 'r1')
      const pauseAndResume = async (lease: typeof first) => {
        for (const input of ['pauseRequested', 'taken', 'resumeRequested'] as const)
          await store.recordings.transition({ recordingId: 'r1', input, lease })
      }
      await pauseAndResume(first)
      await store.leases.release(first)
      const second = await store.leases.acquire('r1', 'recorder-2', 60_000)
      if (second === null) throw new Error('the lease was not free')
      await pauseAndResume(second)
      const request = { recordingId: 'r1', input: 'fragmentArrived', lease: second } as const
      await store.recordings.transition(request)
      const events = (await store.events.list('r1', null, 10)).map(({ event }) => event)
      expect(events.map(({ type }) => type)).toEqual([
        'recording.started',
        'recording.paused',
        'recording.paused',
        'recording.resumed',
      ])
      expect(new Set(events.map(({ id }) => id)).size).toBe(4)
    },
  )

  storeTest('moves the indexes with the state', async ({ store, redis }) => {
    const lease = await startRecording(store, 'r1')
    expect(await store.recordings.countByState()).toMatchObject({ accepted: 0, recording: 1 })
    expect(await store.recordings.listUnfinished(10)).toEqual(['r1'])
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    expect(await store.recordings.countByState()).toMatchObject({ recording: 0, failed: 1 })
    expect(await store.recordings.listUnfinished(10)).toEqual([])
    expect(await redis.exists(keys.recordingsInState('recording'))).toBe(0)
  })
})
