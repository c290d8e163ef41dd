import { differenceOf, expectedPart, makeSource } from '@tapedeck/testkit'
import { afterAll, expect, test } from 'vitest'
import { startTellingServer } from './live-server.ts'
import { type ManyRecorded, recordMany } from './many-streams.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

const domain = 'many.example.com'
const streams = 20

let world: World
let recorded: ManyRecorded[]

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  const source = await makeSource({ dir: world.directory, seconds: 120, size: '64x36', fps: 5 })
  const server = await startTellingServer(world, domain)
  const template = templateOf({ mp4: 300 })
  await world.stack.api.createRule({ domain, mode: 'automatic', template })
  const options = { server, domain, streams, source, timeoutMs: 90_000 }
  recorded = (await recordMany(world, options)).recorded
  await server.stop()
})
afterAll(() => world.stop())

test('each of many streams that are published at once is recorded once, and completed', () => {
  for (const { recordings, files } of recorded) {
    expect(recordings).toHaveLength(1)
    expect(recordings[0]).toMatchObject({ state: 'completed', reason: 'stream_ended', gapCount: 0 })
    expect(files).toHaveLength(1)
  }
})

test.each(['video', 'audio'] as const)(
  'each has its %s from the join to the end, once and in order',
  (kind) => {
    expect(recorded).toHaveLength(streams)
    for (const { sent, found } of recorded) {
      expect(found[kind].length).toBeGreaterThan(0)
      expect(
        differenceOf(expectedPart(sent[kind], found[kind], { from: 'joined' }), found[kind]),
      ).toBeNull()
    }
  },
)
