import { describe, expect } from 'vitest'
import { aFile } from './recording-fixture.ts'
import { startRecording, storeTest } from './store-test.ts'

describe('watching events', () => {
  storeTest('is told of news of its recording only', async ({ store, openStore }) => {
    const lease = await startRecording(store, 'r1')
    await startRecording(store, 'r2')
    const api = openStore()
    const news = { r1: 0, r2: 0 }
    const releases = [
      await api.events.watch('r1', () => news.r1++),
      await api.events.watch('r2', () => news.r2++),
    ]
    await store.recordings.addFile(lease, aFile('r1', 0))
    await expect.poll(() => news.r1).toBe(1)
    expect(news.r2).toBe(0)
    await Promise.all(releases.map((release) => release()))
    await store.recordings.addFile(lease, aFile('r1', 1))
    await store.ping()
    expect(news.r1).toBe(1)
  })

  storeTest('serves many on one connection until the last leaves', async ({ store, redis }) => {
    const lease = await startRecording(store, 'r1')
    const clientCount = async () =>
      String(await redis.client('LIST'))
        .trim()
        .split('\n').length
    const before = await clientCount()
    const seen = [0, 0, 0]
    const releases = await Promise.all(
      seen.map((_, i) =>
        store.events.watch('r1', () => {
          seen[i] = (seen[i] ?? 0) + 1
        }),
      ),
    )
    expect(await clientCount()).toBe(before + 1)
    await releases[0]?.()
    await store.recordings.addFile(lease, aFile('r1', 0))
    await expect.poll(() => seen).toEqual([0, 1, 1])
    await releases[1]?.()
    await releases[2]?.()
    expect(await redis.pubsub('CHANNELS', 'tapedeck:*')).toEqual([])
  })

  storeTest('reads on from an event, in order', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    for (let i = 0; i < 5; i++) await store.recordings.addFile(lease, aFile('r1', i))
    const all = await store.events.list('r1', null, 100)
    expect(all).toHaveLength(6)
    const third = all[2]?.entryId ?? ''
    expect(await store.events.list('r1', third, 2)).toEqual(all.slice(3, 5))
    expect(await store.events.list('nobody', null, 2)).toEqual([])
  })

  storeTest('refuses an id that is none', async ({ store }) => {
    await expect(store.events.list('r1', 'abc', 1)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('setDesired', () => {
  storeTest('is heard by the recorders at once', async ({ store, openStore }) => {
    await startRecording(store, 'r1')
    const recorder = openStore()
    const heard: string[] = []
    const release = await recorder.control.watch((id) => heard.push(id))
    await store.recordings.setDesired('r1', { stop: 'graceful' })
    await expect.poll(() => heard).toEqual(['r1'])
    await store.recordings.setDesired('r1', { stop: 'graceful' })
    await expect.poll(() => heard).toEqual(['r1', 'r1'])
    await release()
  })

  storeTest('lets now win over graceful', async ({ store }) => {
    await startRecording(store, 'r1')
    const set = async (stop: 'graceful' | 'now') =>
      (await store.recordings.setDesired('r1', { stop }))?.desired.stop
    expect([await set('graceful'), await set('now'), await set('graceful')]).toEqual([
      'graceful',
      'now',
      'now',
    ])
    const split = await store.recordings.setDesired('r1', { addSplit: true })
    expect(split?.desired).toEqual({ stop: 'now', splits: 1 })
  })

  storeTest('leaves a finished recording as it is', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    const recording = await store.recordings.setDesired('r1', { stop: 'now' })
    expect(recording).toMatchObject({ state: 'failed', desired: { stop: null } })
    expect(await store.recordings.setDesired('nobody', { stop: 'now' })).toBeNull()
  })
})
