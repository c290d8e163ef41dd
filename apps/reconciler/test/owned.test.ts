import { describe, expect } from 'vitest'
import { lookAfterOwned, type OwnedDeps } from '../src/owned/look-after-owned.ts'
import { OwnedWatch } from '../src/owned/owned-watch.ts'
import { Revocations } from '../src/owned/revocations.ts'
import { type JanitorSurroundings, janitorTest, recordOne } from './janitor-fixture.ts'

const signal = new AbortController().signal
const limits = { stuckAfterMs: 10_000, goneAfterMs: 5000 }

type Woken = { deps: OwnedDeps; woken: string[] }

const depsOf = (janitor: JanitorSurroundings, store: OwnedDeps['store']): Woken => {
  const woken: string[] = []
  const { targets, resolveStorage, clock, metrics, log } = janitor.deps
  const deps: OwnedDeps = {
    store,
    resolveStorage,
    targets,
    watch: new OwnedWatch(),
    revocations: new Revocations(),
    limits,
    wake: async (id) => {
      woken.push(id)
    },
    ownerId: 'reconciler-of-a-test',
    clock,
    metrics,
    log,
  }
  return { deps, woken }
}

const presence = { recorderId: 'recorder-1', host: 'a', capacity: 10, running: 1, updatedAtMs: 1 }

const progress = (receivedBytes: number) => ({
  generation: 1,
  recorderId: 'recorder-1',
  updatedAtMs: 1,
  receivedBytes,
  mediaMs: 1,
  wallMs: 1,
  fps: 25,
  bitsPerSecond: 1,
  fragments: 1,
  uploadBacklogBytes: 0,
  cycles: [],
})

describe('a recorder that holds a recording', () => {
  janitorTest('keeps it while anything comes of it', async ({ store, janitor }) => {
    const { lease } = await recordOne(store, 'rec_alive')
    await store.recorders.put(presence, 60_000)
    const { deps, woken } = depsOf(janitor, store)
    for (let pass = 0; pass < 4; pass++) {
      await store.progress.put('rec_alive', progress(pass))
      await lookAfterOwned(deps, signal)
      janitor.nowMs += limits.stuckAfterMs - 1
    }
    expect(await store.leases.owner('rec_alive')).toEqual(lease)
    expect(woken).toEqual([])
  })

  janitorTest(
    'loses it to another when nothing comes of it any more',
    async ({ store, janitor }) => {
      const { lease } = await recordOne(store, 'rec_stuck')
      await store.recorders.put(presence, 60_000)
      const { deps, woken } = depsOf(janitor, store)
      await lookAfterOwned(deps, signal)
      janitor.nowMs += limits.stuckAfterMs
      await Promise.all([lookAfterOwned(deps, signal), lookAfterOwned(deps, signal)])
      expect(woken).toContain('rec_stuck')
      expect(await store.leases.owner('rec_stuck')).toBeNull()
      expect(await store.leases.renew(lease, 60_000)).toBe(false)
      expect(await store.recordings.get('rec_stuck')).toMatchObject({ state: 'recording' })
      expect(await janitor.counted('lease_revoked')).toBeGreaterThan(0)
    },
  )

  janitorTest(
    'loses one that it finishes only while the storage answers',
    async ({ store, janitor }) => {
      const { lease } = await recordOne(store, 'rec_finish')
      await store.recorders.put(presence, 60_000)
      const stop = { recordingId: 'rec_finish', input: 'stopRequested', lease } as const
      expect((await store.recordings.transition(stop)).outcome).toBe('moved')
      const { deps, woken } = depsOf(janitor, store)
      const away = {
        ...deps,
        resolveStorage: () => {
          throw new Error('away')
        },
      }
      await lookAfterOwned(deps, signal)
      janitor.nowMs += limits.stuckAfterMs
      await lookAfterOwned(away, signal)
      expect(await store.leases.owner('rec_finish')).toEqual(lease)
      await lookAfterOwned(deps, signal)
      expect(woken).toEqual(['rec_finish'])
    },
  )

  janitorTest(
    'and is gone loses it although the lease would last for long',
    async ({ store, janitor }) => {
      const { lease } = await recordOne(store, 'rec_orphan')
      const { deps, woken } = depsOf(janitor, store)
      await lookAfterOwned(deps, signal)
      janitor.nowMs += limits.goneAfterMs
      await store.leases.renew(lease, 600_000)
      await lookAfterOwned(deps, signal)
      expect(woken).toEqual([])
      janitor.nowMs += limits.goneAfterMs
      await lookAfterOwned(deps, signal)
      expect(woken).toEqual(['rec_orphan'])
    },
  )
})

describe('a recording that no recorder gets on with', () => {
  janitorTest('is ended with a reason', async ({ store, janitor }) => {
    await recordOne(store, 'rec_hopeless')
    const { deps, woken } = depsOf(janitor, store)
    for (let recorder = 2; recorder < 5; recorder++) {
      await lookAfterOwned(deps, signal)
      janitor.nowMs += limits.stuckAfterMs
      await lookAfterOwned(deps, signal)
      await store.leases.acquire('rec_hopeless', `recorder-${recorder}`, 60_000)
    }
    expect(woken).toHaveLength(2)
    expect(await store.recordings.get('rec_hopeless')).toMatchObject({
      state: 'failed',
      reason: 'internal',
    })
    expect(await janitor.counted('recording_ended')).toBe(1)
    expect(await store.leases.owner('rec_hopeless')).toBeNull()
  })
})
