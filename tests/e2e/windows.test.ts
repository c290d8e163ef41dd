import type { RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  downloadFiles,
  makeSource,
  type Publisher,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Named, recordingsOf, startTeller } from './live-server.ts'
import { startWorld, templateOf, type World } from './support.ts'

const domain = 'windows.example.com'
/** One stream's window is open for a while. The other's opens after its reconciler was killed and another one started. */
const names = ['open', 'orphan'] as const
type Name = (typeof names)[number]
const opens = { open: 4000, orphan: 9000 } as const
/** Long enough for a recorder of a busy machine to have its first media by then. */
const lastsMs = 10_000

let world: World
const publishers: Publisher[] = []
const opensAtMs = {} as Record<Name, number>
const recordings = {} as Record<Name, RecordingView[]>
const phases = {} as Record<Name, string>

const streamOf = (stream: Name): Named => ({ domain, app: 'live', stream })

const createRule = async (name: Name): Promise<void> => {
  opensAtMs[name] = Date.now() + opens[name]
  const { app, stream } = streamOf(name)
  await world.stack.api.createRule({
    ...{ domain, app, stream, mode: 'automatic' },
    template: templateOf({ mp4: 60 }),
    window: {
      start: new Date(opensAtMs[name]).toISOString(),
      end: new Date(opensAtMs[name] + lastsMs).toISOString(),
    },
  })
}

const replaceReconciler = async (): Promise<void> => {
  const reconciler = world.stack.apps.find(({ name }) => name === 'reconciler')
  await reconciler?.kill()
  await world.stack.addApp('reconciler')
}

const watch = async (name: Name): Promise<void> => {
  const { api } = world.stack
  await api.waitForStream(streamOf(name), ({ recordings: made }) => made.length > 0, 30_000)
  await api.waitForStream(streamOf(name), ({ phase }) => phase === 'unrecorded', 30_000)
  for (const { id } of await recordingsOf(world, streamOf(name)))
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
  recordings[name] = await recordingsOf(world, streamOf(name))
}

beforeAll(async () => {
  world = await startWorld()
  const teller = await startTeller(world, domain)
  const source = await makeSource({ dir: world.directory, seconds: 30 })
  for (const name of names) {
    publishers.push(publishStream({ url: world.rtmp.url('live', name), file: source }))
    await createRule(name)
    await teller.publish(streamOf(name), name)
    const live = await world.stack.api.waitForStream(streamOf(name), () => true, 10_000)
    phases[name] = live.phase
  }
  const watched = Promise.all(names.map(watch))
  // the first window has opened, the second one not yet
  await world.stack.api.waitForStream(
    streamOf('open'),
    ({ recordings: made }) => made.length > 0,
    30_000,
  )
  await replaceReconciler()
  await watched
}, 120_000)

afterAll(async () => {
  for (const publisher of publishers) await publisher.kill()
  await world.stop()
})

describe('a window', () => {
  test('is waited for by a stream that is live already', () => {
    expect(phases).toEqual({ open: 'scheduled', orphan: 'scheduled' })
  })

  test.each(names)('opens and closes in its time: %s', async (name) => {
    expect(recordings[name]).toHaveLength(1)
    const [recording] = recordings[name]
    expect(recording).toMatchObject({ state: 'completed', reason: 'stopped' })
    const openedMs = Date.parse(recording?.createdAt ?? '') - opensAtMs[name]
    expect(openedMs).toBeGreaterThanOrEqual(0)
    // by how much it is late is the machine's matter; what is behind the due time is a metric of the reconciler
    expect(openedMs).toBeLessThan(lastsMs)
    const files = await downloadFiles({
      api: world.stack.api,
      objects: world.objects,
      recordingId: recording?.id ?? '',
      directory: `${world.directory}/${name}`,
    })
    expect(files.mp4).toHaveLength(1)
    await assertDecodes(files.mp4?.[0] ?? '')
  })
})
