import type { Manifest } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { describe, expect } from 'vitest'
import { removeDue } from '../src/retention/remove-due.ts'
import {
  end,
  endMs,
  fileOf,
  hourMs,
  keysBelow,
  makeUnlisted,
  put,
  record,
  retaining,
  store,
} from './retention-fixture.ts'
import { aTemplate, output, rulesTest, startClock } from './rules-fixture.ts'

describe('files whose time is over', () => {
  rulesTest('are removed with all of their objects while the recording runs', async ({ world }) => {
    const { around, pass, objects } = retaining(world)
    const formats = [output({ retentionSeconds: 60 }), output({ format: 'm3u8' })]
    const { lease } = await record(
      world.store,
      'runs',
      aTemplate({ formats, retentionSeconds: 120 }),
    )
    const slice = (n: number) => ({
      ...{ key: `runs/slices/${n}.ts`, sequence: n, bytes: 5, durationMs: 1000 },
      ...{ startedAtMs: endMs, discontinuity: false },
    })
    const mp4 = fileOf(lease, { poster: { key: 'runs/p.jpg', bytes: 5, width: 1, height: 1 } })
    const m3u8 = fileOf(lease, { format: 'm3u8', slices: [slice(0), slice(1)] })
    await put(objects, [mp4.key, 'runs/p.jpg', 'runs/slices/0.ts', 'runs/slices/1.ts', 'runs/next'])
    await put(objects, [m3u8.key], '#EXTM3U\nslices/0.ts\nslices/1.ts\n')
    await store(world, lease, mp4)
    await store(world, lease, m3u8)
    around.nowMs = endMs + 59_999
    await pass()
    expect(await keysBelow(objects, 'runs')).toHaveLength(6)
    around.nowMs = endMs + 60_000
    await pass()
    expect(await keysBelow(objects, 'runs')).toEqual([
      m3u8.key,
      'runs/next',
      'runs/slices/0.ts',
      'runs/slices/1.ts',
    ])
    expect((await world.store.recordings.file('runs', mp4.id))?.removedAtMs).toBe(around.nowMs)
    around.nowMs = endMs + 120_000
    await Promise.all([pass(), pass()])
    expect(await keysBelow(objects, 'runs')).toEqual(['runs/next'])
    expect((await world.store.recordings.file('runs', m3u8.id))?.removedAtMs).toBe(around.nowMs)
    expect(await world.store.retention.count()).toBe(0)
    expect((await world.store.recordings.get('runs'))?.state).toBe('recording')
  })

  rulesTest(
    'take manifest, thumbnails and record of an ended recording along',
    async ({ world }) => {
      const { around, pass, objects, metrics } = retaining(world, Date.now())
      const { lease } = await record(world.store, 'ended', aTemplate({ retentionSeconds: 60 }))
      const [one, two] = [fileOf(lease), fileOf(lease, { sequence: 1, endedAtMs: endMs + hourMs })]
      const picture = { atMs: endMs, mediaMs: 0, width: 1, height: 1, bytes: 5 }
      await put(objects, [one.key, two.key, 'ended/t.jpg', 'ended/ended.manifest.json'])
      await store(world, lease, one)
      await store(world, lease, two)
      await world.store.thumbnails.add('ended', { ...picture, key: 'ended/t.jpg' })
      await end(world.store, lease)
      around.nowMs = endMs + 60_000
      await pass()
      expect(await keysBelow(objects, 'ended')).toEqual([
        'ended/ended.manifest.json',
        two.key,
        'ended/t.jpg',
      ])
      for (const laterMs of [hourMs + 60_000, hourMs + 200_000]) {
        around.nowMs = endMs + laterMs
        await pass()
      }
      expect(await keysBelow(objects, 'ended')).toEqual([])
      expect(await world.store.recordings.get('ended')).toBeNull()
      expect(await world.store.retention.count()).toBe(0)
      expect(await metrics.render()).toMatch(/removed_total\{what="recording"\S* 1/)
    },
  )

  rulesTest.for([
    ['while its record is there', false],
    ['when its record is gone', true],
  ] as const)('take thumbnails along that are not listed, %s', async ([, isGone], { world }) => {
    const id = `pictures-${isGone}`
    const { around, pass, objects } = retaining(world, Date.now())
    const { lease } = await record(world.store, id, aTemplate({ retentionSeconds: 60 }))
    const file = fileOf(lease)
    await put(objects, [file.key, `${id}/t0.jpg`, `${id}/t1.jpg`])
    await store(world, lease, file)
    await makeUnlisted(world, id)
    await end(world.store, lease)
    around.nowMs = Date.now() + 1000
    await pass()
    if (isGone) await world.store.recordings.remove(id)
    for (const laterMs of [60_000, 200_000]) {
      around.nowMs = endMs + laterMs
      await pass()
    }
    expect(await keysBelow(objects, id)).toEqual([])
    expect(await world.store.thumbnails.unlisted(id)).toBeNull()
    expect(await world.store.retention.count()).toBe(0)
  })

  rulesTest('are told as removed in the stored manifest, again and again', async ({ world }) => {
    const { around, pass, objects, metrics } = retaining(world, Date.now())
    const { lease } = await record(world.store, 'told', aTemplate({ retentionSeconds: 60 }))
    const files = [0, 1, 2].map((sequence) =>
      fileOf(lease, { sequence, endedAtMs: endMs + (sequence === 2 ? hourMs : 0) }),
    )
    const manifestKey = 'told/told.manifest.json'
    for (const file of files) {
      await put(objects, [file.key])
      await store(world, lease, file)
    }
    await end(world.store, lease)
    const removed = async () => {
      const { files: named } = JSON.parse((await objects.get(manifestKey)).toString()) as Manifest
      return named.map(({ removedAt }) => removedAt)
    }
    let written = 0
    let isAway = true
    const place: ObjectStore = {
      ...objects,
      put: async (...args) => {
        if (isAway) throw new Error('the storage takes nothing')
        written += 1
        return objects.put(...args)
      },
    }
    around.resolve = () => place
    around.nowMs = endMs + 60_000
    await pass()
    // the files are gone, and what is left to do is not forgotten
    expect(await keysBelow(objects, 'told')).toEqual([files[2]?.key])
    expect(await metrics.render()).toMatch(/retention_failures_total\S* 1/)
    isAway = false
    around.nowMs += 60_000
    await pass()
    const removedAt = new Date(endMs + 60_000).toISOString()
    expect(await removed()).toEqual([removedAt, removedAt, null])
    await pass()
    expect(written).toBe(1)
    expect(await metrics.render()).toMatch(/removed_total\{what="file"\S* 2/)
  })

  rulesTest('that went while a recording ended are told as removed', async ({ world }) => {
    const { around, pass, objects } = retaining(world, Date.now())
    const { lease } = await record(world.store, 'ends', aTemplate({ retentionSeconds: 60 }))
    const [one, two] = [fileOf(lease), fileOf(lease, { sequence: 1, endedAtMs: endMs + hourMs })]
    await put(objects, [one.key, two.key])
    await store(world, lease, one)
    await store(world, lease, two)
    around.nowMs = endMs + 60_000
    await pass()
    const manifestKey = 'ends/ends.manifest.json'
    expect(await keysBelow(objects, 'ends')).toEqual([two.key])
    // its recorder had read the files before
    await put(objects, [manifestKey], '{"files": []}')
    await end(world.store, lease)
    around.nowMs = Date.now() + 1000
    await pass()
    const { files } = JSON.parse((await objects.get(manifestKey)).toString()) as Manifest
    expect(files.map(({ removedAt }) => removedAt !== null)).toEqual([true, false])
  })

  rulesTest('are removed when the records are long gone', async ({ world }) => {
    const { around, pass, objects } = retaining(world, Date.now())
    const { lease } = await record(world.store, 'gone', aTemplate({ retentionSeconds: 60 }))
    const file = fileOf(lease)
    await put(objects, [file.key, 'gone/gone.manifest.json', 'gone/poster.jpg'])
    await store(world, lease, file)
    // what is known of the file later on is in its entry too
    const poster = { key: 'gone/poster.jpg', bytes: 5, width: 1, height: 1 }
    await world.store.recordings.updateFile({ ...file, poster })
    await end(world.store, lease)
    around.nowMs = Date.now() + 1000
    await pass()
    await world.store.recordings.remove('gone')
    around.nowMs = endMs + 200_000
    await pass()
    expect(await keysBelow(objects, 'gone')).toEqual([])
    expect(await world.store.retention.count()).toBe(0)
  })
})

describe('what stays', () => {
  rulesTest('are files and recordings of outputs without a time', async ({ world }) => {
    const { around, pass, objects } = retaining(world, Date.now())
    const formats = [output({ retentionSeconds: 60 }), output({ format: 'flv' })]
    const { lease } = await record(world.store, 'stays', aTemplate({ formats }))
    const [mp4, flv] = [fileOf(lease), fileOf(lease, { format: 'flv' })]
    await put(objects, [mp4.key, flv.key, 'stays/stays.manifest.json'])
    await store(world, lease, mp4)
    await store(world, lease, flv)
    await end(world.store, lease)
    around.nowMs = endMs + 1000 * hourMs
    await pass()
    expect(await keysBelow(objects, 'stays')).toEqual([flv.key, 'stays/stays.manifest.json'])
    expect(await world.store.recordings.get('stays')).not.toBeNull()
    expect(await world.store.retention.count()).toBe(0)
  })

  rulesTest('is an object that another file replaced', async ({ world }) => {
    const { around, pass, objects, metrics } = retaining(world)
    const { lease } = await record(world.store, 'over', aTemplate({ retentionSeconds: 60 }))
    const file = fileOf(lease)
    await store(world, lease, file)
    await put(objects, [file.key], 'of a newer recording')
    around.nowMs = endMs + 60_000
    await pass()
    expect(await keysBelow(objects, 'over')).toEqual([file.key])
    expect(await world.store.retention.count()).toBe(0)
    expect(await metrics.render()).toMatch(/retention_kept_total\S* 1/)
  })

  rulesTest('are the files of a new recording under the id of a former one', async ({ world }) => {
    const { around, pass, objects } = retaining(world)
    const first = await record(world.store, 'again', aTemplate({ retentionSeconds: 60 }))
    await store(world, first.lease, fileOf(first.lease))
    await end(world.store, first.lease)
    await world.store.recordings.remove('again')
    const { lease } = await record(world.store, 'again', aTemplate({ retentionSeconds: 7200 }))
    const file = fileOf(lease, { endedAtMs: endMs + hourMs })
    await put(objects, [file.key])
    await store(world, lease, file)
    around.nowMs = endMs + hourMs
    await pass()
    expect(await keysBelow(objects, 'again')).toEqual([file.key])
    around.nowMs = endMs + 3 * hourMs
    await pass()
    expect(await keysBelow(objects, 'again')).toEqual([])
  })

  rulesTest('is everything for an hour after the clock jumped ahead', async ({ world }) => {
    const { around, deps, objects } = retaining(world)
    const { lease } = await record(world.store, 'jump', aTemplate({ retentionSeconds: 60 }))
    const file = fileOf(lease)
    await put(objects, [file.key])
    await store(world, lease, file)
    const passAt = (monotonicMs: number) =>
      removeDue(deps, monotonicMs, new AbortController().signal)
    await passAt(0)
    around.nowMs = endMs + 1000 * hourMs
    await passAt(1000)
    expect(await keysBelow(objects, 'jump')).toEqual([file.key])
    around.nowMs += hourMs
    await passAt(1000 + hourMs)
    expect(await keysBelow(objects, 'jump')).toEqual([])
  })
})

describe('a clock that was wrong from the start on', () => {
  rulesTest(
    'of the reconciler removes nothing: it is seen beside that of Redis',
    async ({ world }) => {
      const { around, pass, objects } = retaining(world)
      const { lease } = await record(world.store, 'ahead', aTemplate({ retentionSeconds: 60 }))
      const file = fileOf(lease)
      await put(objects, [file.key])
      await store(world, lease, file)
      around.aheadMs = 1000 * hourMs
      around.nowMs = endMs + around.aheadMs
      await pass()
      expect(await keysBelow(objects, 'ahead')).toEqual([file.key])
      around.aheadMs = 59_000
      await pass()
      expect(await keysBelow(objects, 'ahead')).toEqual([])
    },
  )

  rulesTest('of a recorder makes nothing due before its time', async ({ world }) => {
    const { around, pass, objects } = retaining(world, Date.now())
    const { lease, recording } = await record(
      world.store,
      'behind',
      aTemplate({ retentionSeconds: 60 }),
    )
    const endedAtMs = recording.createdAtMs - 1000 * hourMs
    const file = { ...fileOf(lease), startedAtMs: endedAtMs - 1000, endedAtMs }
    await put(objects, [file.key])
    await store(world, lease, file)
    await pass()
    expect(await keysBelow(objects, 'behind')).toEqual([file.key])
    around.nowMs = Math.max(Date.now(), recording.createdAtMs) + 61_000
    await pass()
    expect(await keysBelow(objects, 'behind')).toEqual([])
  })
})

describe('a storage that is away', () => {
  rulesTest('is tried again later, and does not hold up the others', async ({ world }) => {
    const { around, pass, objects, metrics } = retaining(world)
    const { lease } = await record(world.store, 'away', aTemplate({ retentionSeconds: 60 }))
    const file = fileOf(lease)
    await put(objects, [file.key])
    await store(world, lease, file)
    around.nowMs = endMs + 60_000
    around.resolve = () => {
      throw new Error('the storage is away')
    }
    await pass()
    expect(await world.store.retention.due(around.nowMs, 10)).toEqual([])
    around.resolve = () => null
    around.nowMs += 60_000
    await pass()
    expect(await keysBelow(objects, 'away')).toEqual([])
    expect(await metrics.render()).toMatch(/retention_failures_total\S* 1/)
  })
})

rulesTest('the clock of a reconciler removes what is due', async ({ world }) => {
  const objects = world.storage.resolve(null)
  const { lease } = await record(world.store, 'due', aTemplate({ retentionSeconds: 60 }))
  const file = fileOf(lease, { endedAtMs: Date.now() - 60_000 })
  await put(objects, [file.key, 'due/due.manifest.json'])
  await store(world, lease, file)
  await end(world.store, lease)
  startClock(world, { timing: { retentionEveryMs: 500, retentionLaterMs: 500 } })
  await expect.poll(() => keysBelow(objects, 'due'), { timeout: 20_000 }).toEqual([])
  await expect.poll(() => world.store.recordings.get('due'), { timeout: 20_000 }).toBeNull()
})
