import { startTellingServer } from '@tapedeck/e2e/live-server'
import { type ManyRecorded, recordMany } from '@tapedeck/e2e/many-streams'
import { eventsOf, manifestOf, startWorld, templateOf, type World } from '@tapedeck/e2e/support'
import { makeSource } from '@tapedeck/testkit'
import { expect, test } from 'vitest'
import { type FaultResult, isLong, keepLogs, keepResult, newResult } from './fault-result.ts'
import { leftoversAfter } from './leftovers.ts'
import { accountFor } from './packet-account.ts'

const name = 'many-streams'
const domain = 'many.example.com'
const streams = 200
const kinds = ['video', 'audio'] as const

/** Starting two hundred ffmpegs takes a machine of two cores most of a minute. */
const timeoutMs = 300_000

/** Adds what became of one stream to the result of all. */
const count = async (world: World, result: FaultResult, one: ManyRecorded): Promise<void> => {
  const { recordings, files, sent, found } = one
  for (const kind of kinds) {
    const account = accountFor(kind, sent[kind], found[kind])
    result.packetsLost = Math.max(result.packetsLost, account.lost)
    result.packetsDoubled += account.doubled + account.unknown
    result.packetsMisplaced += account.misplaced
  }
  result.recordings += recordings.length
  result.files += files.length
  for (const { id } of recordings) {
    const { state, reason, totals, gaps } = await manifestOf(world, id)
    result.ended.push(`${state} (${reason ?? 'no reason'})`)
    result.gapsToldMs += totals.lostMs
    result.gapCauses.push(...gaps.map(({ cause }) => cause))
    for (const { type } of await eventsOf(world, id))
      result.events[type] = (result.events[type] ?? 0) + 1
  }
}

const publishAll = async (world: World): Promise<FaultResult> => {
  const source = await makeSource({ dir: world.directory, seconds: 400, size: '64x36', fps: 5 })
  const server = await startTellingServer(world, domain)
  try {
    const template = templateOf({ mp4: 900 })
    await world.stack.api.createRule({ domain, mode: 'automatic', template })
    const { recorded, times } = await recordMany(world, {
      ...{ server, domain, streams, source, timeoutMs },
    })
    const { askedMs, acceptedMs, recordingMs } = times
    const seconds = (ms: number): string => (ms / 1000).toFixed(1)
    const fault = `${streams} streams are published within ${seconds(askedMs)} s; the server has let all in after ${seconds(acceptedMs)} s, all are being recorded after ${seconds(recordingMs)} s`
    const result = newResult({ name, fault, recordings: 0 })
    for (const one of recorded) await count(world, result, one)
    result.leftovers = await leftoversAfter(world, timeoutMs)
    return result
  } finally {
    await server.stop()
  }
}

test.runIf(isLong)(
  `${streams} streams published within a second`,
  { timeout: 900_000 },
  async () => {
    const world = await startWorld({
      env: {
        TAPEDECK_RECORDER_CAPACITY: String(streams),
        // the default: that of the other tests is for sources that go away
        TAPEDECK_SOURCE_TIMEOUT_MS: '10000',
      },
    })
    try {
      const result = await publishAll(world)
      await keepResult(result)
      expect(result).toMatchObject({
        ...{ recordings: streams, files: streams, gapCauses: [], leftovers: [] },
        ...{ packetsLost: 0, packetsDoubled: 0, packetsMisplaced: 0 },
      })
      expect(new Set(result.ended)).toEqual(new Set(['completed (stream_ended)']))
      expect(result.events['recording.started']).toBe(streams)
    } finally {
      await keepLogs(name, world.stack.apps)
      await world.stop()
    }
  },
)
