import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSource, publishStream } from '@tapedeck/testkit'
import type { ConsoleWorld } from './console-world.ts'

const objectPattern = 'console/{StreamName}/{RecordingId}/{Format}_{Sequence}'
const slicePattern = 'console/{StreamName}/{RecordingId}/{Format}/{Sequence}_{UnixTimestamp}'
const template = {
  name: 'Broken',
  formats: [{ format: 'm3u8', cycleSeconds: 3600, sliceSeconds: 5, objectPattern, slicePattern }],
  waitSeconds: 60,
  mergeWindowSeconds: 60,
}
/** Media on each side of the break. */
const partSeconds = 3

/** A finished recording of a stream that went away and came back within the merge window. */
export const makeBrokenRecording = async ({ stack, rtmp, record }: ConsoleWorld) => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-broken-'))
  const url = rtmp.url('live', 'broken')
  const file = await makeSource({ dir: directory, seconds: 10 })
  const id = await record('Broken show', { source: { type: 'rtmp', url }, template })
  const publishUntil = async (mediaSeconds: number): Promise<void> => {
    const publisher = publishStream({ url, file, loop: true })
    try {
      const isThere = ({ progress }: { progress: { mediaSeconds: number } | null }) =>
        (progress?.mediaSeconds ?? 0) >= mediaSeconds
      await stack.api.waitFor(id, isThere, 60_000)
    } finally {
      await publisher.stop()
    }
  }
  try {
    await publishUntil(partSeconds)
    await stack.api.waitFor(id, ({ state }) => state === 'interrupted', 60_000)
    await publishUntil(2 * partSeconds)
    await stack.api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'now' })
    await stack.api.waitFor(id, ({ state }) => state === 'completed', 60_000)
    return id
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
