import { maxCommandsPerRecording } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { startRecording, storeTest } from './store-test.ts'

describe('commands', () => {
  storeTest(
    'are known in order, with who gave them; what changed nothing is none',
    async ({ openStore }) => {
      let nowMs = 1000
      const store = openStore({ clock: () => nowMs++ })
      await startRecording(store, 'r1')
      nowMs = 5000
      const { setDesired } = store.recordings
      await setDesired('r1', { addSplit: true })
      await setDesired('r1', { pause: { sinceMs: 1, stopAfterMs: 3000 } }, 'stream')
      await setDesired('r1', { pause: null }, 'stream')
      await setDesired('r1', { pause: null })
      await setDesired('r1', { stop: 'graceful' })
      await setDesired('r1', { stop: 'graceful' })
      const told = await store.recordings.commands('r1')
      expect(told.map(({ atMs: _, ...command }) => command)).toEqual([
        { command: 'split', mode: null, stopAfterMs: null, by: 'api' },
        { command: 'pause', mode: null, stopAfterMs: 3000, by: 'stream' },
        { command: 'resume', mode: null, stopAfterMs: null, by: 'stream' },
        { command: 'stop', mode: 'graceful', stopAfterMs: null, by: 'api' },
      ])
      const times = told.map(({ atMs }) => atMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times[0]).toBeGreaterThanOrEqual(5000)
    },
  )

  storeTest('are bounded: the newest stay', async ({ store, redis }) => {
    await startRecording(store, 'r1')
    const older = Array.from({ length: maxCommandsPerRecording }, (_, i) => String(i))
    await redis.rpush(keys.commands('r1'), ...older)
    await store.recordings.setDesired('r1', { splitsAtLeast: 2 })
    const kept = await redis.lrange(keys.commands('r1'), 0, -1)
    expect(kept).toHaveLength(maxCommandsPerRecording)
    expect(kept[0]).toBe('2')
    expect(kept.at(-1)).toContain('split')
  })

  storeTest('go with their recording', async ({ openStore, redis }) => {
    const store = openStore({ retentionMs: 60_000 })
    const lease = await startRecording(store, 'r1')
    await store.recordings.setDesired('r1', { stop: 'now' })
    expect(await redis.pttl(keys.commands('r1'))).toBe(-1)
    await store.recordings.transition({ recordingId: 'r1', input: 'faulted', lease })
    expect(await redis.pttl(keys.commands('r1'))).toBeGreaterThan(0)
    await store.recordings.setDesired('r1', { addSplit: true })
    expect(await store.recordings.commands('r1')).toHaveLength(1)
    expect(await store.recordings.remove('r1')).toBe(true)
    expect(await redis.exists(keys.commands('r1'))).toBe(0)
  })
})
