import type { ObjectStore } from '@tapedeck/object-store'
import { describe, expect } from 'vitest'
import { sweepStaging } from '../src/janitor/sweep-staging.ts'
import {
  type JanitorSurroundings,
  janitorTest,
  leaveUpload,
  loseRecorder,
  recordOne,
} from './janitor-fixture.ts'

const signal = new AbortController().signal

/** Puts an object and begins an upload under a staging key. */
const leave = async (objects: ObjectStore, key: string): Promise<void> => {
  await objects.put(key, Buffer.from('left'), { contentType: 'text/plain' })
  await objects.createUpload(key, { contentType: 'text/plain' })
}

const stagedOf = async (objects: ObjectStore, id: string): Promise<string[]> => {
  const prefix = `tapedeck-staging/${id}/`
  const uploads = (await objects.listUploads(prefix)).map(({ key }) => `upload ${key}`)
  return [...(await objects.list(prefix)).map(({ key }) => key), ...uploads]
}

/** Looks, and looks again when what was seen is old enough. */
const passTwice = async ({ deps }: JanitorSurroundings, around: { nowMs: number }) => {
  await sweepStaging(deps, signal)
  around.nowMs += deps.limits.stagingAgeMs
  await sweepStaging(deps, signal)
}

describe('what lies in staging', () => {
  janitorTest(
    'of a recording that has ended is taken away, not before its time',
    async ({ store, janitor }) => {
      const { objects, deps } = janitor
      const { lease } = await recordOne(store, 'rec_ended')
      await loseRecorder(store, lease)
      await leave(objects, 'tapedeck-staging/rec_ended/1/mp4-3.mp4')
      await leave(objects, 'tapedeck-staging/rec_ended/1/m3u8-3.m3u8')
      await sweepStaging(deps, signal)
      janitor.nowMs += deps.limits.stagingAgeMs - 1
      await sweepStaging(deps, signal)
      expect(await stagedOf(objects, 'rec_ended')).toHaveLength(4)
      janitor.nowMs += 1
      await Promise.all([sweepStaging(deps, signal), sweepStaging(deps, signal)])
      expect(await stagedOf(objects, 'rec_ended')).toEqual([])
    },
  )

  janitorTest('of the generation that records is never touched', async ({ store, janitor }) => {
    const { objects } = janitor
    const { lease } = await recordOne(store, 'rec_now')
    await leaveUpload(store, objects, lease, { parts: 1 })
    await leave(objects, 'tapedeck-staging/rec_now/1/m3u8-0.m3u8')
    // begun, and not told of yet
    await leave(objects, 'tapedeck-staging/rec_now/1/mp4-1.mp4')
    const before = await stagedOf(objects, 'rec_now')
    expect(before).toHaveLength(5)
    await passTwice(janitor, janitor)
    expect(await stagedOf(objects, 'rec_now')).toEqual(before)
  })

  janitorTest(
    'of an older generation stays while an open cycle names it',
    async ({ store, janitor }) => {
      const { objects } = janitor
      const { lease } = await recordOne(store, 'rec_old')
      const { cycle } = await leaveUpload(store, objects, lease, { parts: 1 })
      await leave(objects, 'tapedeck-staging/rec_old/1/m3u8-0.m3u8')
      const next = await store.leases.handOver(lease, 'recorder-2', 60_000)
      if (next === null) throw new Error('the lease was not given')
      const write = { recordingId: 'rec_old', input: 'sourceLost', lease: next } as const
      await store.recordings.transition(write)
      await leave(objects, 'tapedeck-staging/rec_old/2/m3u8-0.m3u8')
      await passTwice(janitor, janitor)
      expect(await stagedOf(objects, 'rec_old')).toEqual([
        'tapedeck-staging/rec_old/2/m3u8-0.m3u8',
        `upload ${cycle.key}`,
        'upload tapedeck-staging/rec_old/2/m3u8-0.m3u8',
      ])
      // another upload under the same key is not the one that is named
      await objects.createUpload(cycle.key, { contentType: 'video/mp4' })
      await passTwice(janitor, janitor)
      const uploads = await objects.listUploads(cycle.key)
      expect(uploads.map(({ uploadId }) => uploadId)).toEqual([cycle.uploadId])
    },
  )

  janitorTest('stays longer where a recorder may work unseen', async ({ store, janitor }) => {
    const { objects, deps } = janitor
    const { lease } = await recordOne(store, 'rec_filled')
    await loseRecorder(store, lease)
    await leave(objects, 'tapedeck-staging/rec_filled/1/mp4-0_g1-0.mp4')
    await leave(objects, 'tapedeck-staging/rec_gone/1/mp4-0.mp4')
    await passTwice(janitor, janitor)
    const left = async () => [
      ...(await stagedOf(objects, 'rec_filled')),
      ...(await stagedOf(objects, 'rec_gone')),
    ]
    expect(await left()).toHaveLength(4)
    janitor.nowMs += deps.limits.unseenStagingAgeMs
    await sweepStaging(deps, signal)
    expect(await left()).toEqual([])
  })

  janitorTest('and is no recorder’s is left alone', async ({ janitor }) => {
    const { objects, deps } = janitor
    const key = 'tapedeck-staging/somebody/elses/thing.txt'
    await objects.put(key, Buffer.from('x'), { contentType: 'text/plain' })
    await sweepStaging(deps, signal)
    janitor.nowMs += deps.limits.unseenStagingAgeMs
    await sweepStaging(deps, signal)
    await objects.head(key)
  })

  janitorTest('is taken away in every storage, although one fails', async ({ store, janitor }) => {
    const { objects, deps } = janitor
    const { lease } = await recordOne(store, 'rec_other')
    await loseRecorder(store, lease)
    await leave(objects, 'tapedeck-staging/rec_other/1/mp4-0.mp4')
    deps.targets.note({ type: 'filesystem', directory: 'not configured' })
    deps.targets.note({ type: 's3', bucket: null })
    await passTwice(janitor, janitor)
    expect(await stagedOf(objects, 'rec_other')).toEqual([])
  })
})
