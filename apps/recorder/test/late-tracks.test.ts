import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Degradation } from '@tapedeck/domain'
import { openSpool, type Spool } from '@tapedeck/spool'
import { createMetrics } from '@tapedeck/telemetry'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecorderMetrics } from '../src/recorder-metrics.ts'
import { FragmentReceiver } from '../src/session/fragment-receiver.ts'
import { tellOfReceiver } from '../src/session/tell-of-receiver.ts'
import { FragmentBacklog } from '../src/source/fragment-backlog.ts'
import { pullSettings } from '../src/source/pull-settings.ts'

/** An ffmpeg that finds a new track, as it tells that, and then ends when it is asked to or by itself. */
const lateTrack = `#!/bin/sh
trap 'exit 255' INT
echo '[live_flv @ 0x5581] New audio stream 0:1 at pos:4711 and DTS:2.0s' >&2
for _ in 1 2 3 4 5; do sleep 0.1; done
`

let directory: string
let spool: Spool
let passedMs: number
let told: Degradation[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'late-tracks-'))
  spool = await openSpool(join(directory, 'spool'))
  passedMs = 0
  told = []
})
afterEach(async () => {
  await spool.close()
  await rm(directory, { recursive: true, force: true })
})

/** Pulls with such an ffmpeg; what it was ended for. */
const receiving = async () => {
  const ffmpegPath = join(directory, 'ffmpeg')
  await writeFile(ffmpegPath, lateTrack)
  await chmod(ffmpegPath, 0o755)
  const pull = pullSettings({
    ...{ ffmpegPath, sourceTimeoutMs: 600_000, stopTimeoutMs: 5000, clock: Date.now },
    monotonic: () => passedMs,
  })
  const metrics = createRecorderMetrics(createMetrics('recorder'))
  const own = await spool.open('rec_1', 1)
  const backlog = new FragmentBacklog((one) => own.readFragment(one))
  const receiver = new FragmentReceiver({ pull, metrics }, own, backlog)
  const lease = { recordingId: 'rec_1', ownerId: 'recorder-1', generation: 1 }
  tellOfReceiver(receiver, { tellSoon: (one) => told.push(one) }, lease, Date.now)
  const control = { onStop: () => undefined, isPaused: false }
  const url = 'rtmp://127.0.0.1:9/live/stream'
  /** @param lastedMs how long the pull has lasted by the time that the track appears */
  return async (lastedMs = 0) => {
    const result = receiver.pull(url, control, { onInit: () => true })
    passedMs += lastedMs
    return (await result).notice
  }
}

const ended = { kind: 'late_track', track: 'audio' }

test('a late track that comes again and again is left out, and that is told', async () => {
  const pull = await receiving()
  expect([await pull(), await pull(), told]).toEqual([ended, ended, []])
  expect(await pull()).toBeNull()
  expect(told).toEqual([
    {
      cause: 'track_left_out',
      detail: expect.stringContaining('The audio of the stream'),
      occurrence: '1-2-audio',
    },
  ])
})

test('a pull that lasted a while is given up for a late track, and so are the ones behind it', async () => {
  const pull = await receiving()
  for (let n = 0; n < 3; n++) await pull()
  expect(told).toHaveLength(1)
  expect(await pull(60_000)).toEqual(ended)
  expect(await pull()).toEqual(ended)
  expect(await pull()).toBeNull()
  expect(told).toHaveLength(2)
})
