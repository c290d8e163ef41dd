import { describe, expect } from 'vitest'
import { startRecording, storeTest } from './store-test.ts'

const held = { sinceMs: 1000, stopAfterMs: null }
const stopping = { sinceMs: 2000, stopAfterMs: 180_000 }

describe('a pause', () => {
  storeTest('is stored and told to the owner, each time', async ({ store, openStore }) => {
    await startRecording(store, 'r1')
    const told: string[] = []
    const release = await openStore().control.watch((id) => told.push(id))
    const set = async (pause: typeof held | typeof stopping | null) =>
      (await store.recordings.setDesired('r1', { pause }))?.desired.pause
    expect(await set(held)).toEqual(held)
    expect(await set({ ...held, sinceMs: 5000 })).toEqual(held)
    expect(await set(stopping)).toEqual(stopping)
    expect(await set(null)).toBeNull()
    await expect.poll(() => told).toEqual(['r1', 'r1', 'r1', 'r1'])
    expect(await store.recordings.get('r1')).toMatchObject({
      desired: { pause: null },
      revision: 6,
    })
    await release()
  })

  storeTest('does not take a stop back, whoever comes first', async ({ store, openStore }) => {
    const other = openStore()
    for (let i = 0; i < 20; i++) {
      const id = `r${i}`
      await startRecording(store, id)
      await Promise.all([
        store.recordings.setDesired(id, { pause: held }),
        other.recordings.setDesired(id, { stop: 'graceful' }),
      ])
      const desired = (await store.recordings.get(id))?.desired
      expect(desired?.stop).toBe('graceful')
      expect((await store.recordings.setDesired(id, { pause: null }))?.desired).toEqual(desired)
      expect((await store.recordings.setDesired(id, { pause: stopping }))?.desired).toEqual(desired)
    }
  })

  storeTest('leaves a finished recording as it is', async ({ store }) => {
    const lease = await startRecording(store, 'r1')
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    const before = await store.recordings.get('r1')
    expect(await store.recordings.setDesired('r1', { pause: held })).toEqual(before)
    expect(await store.recordings.get('r1')).toEqual(before)
    expect(await store.recordings.setDesired('nobody', { pause: held })).toBeNull()
  })
})
