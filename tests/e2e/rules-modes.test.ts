import type { RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  assertSamePackets,
  downloadFiles,
  makeSource,
  type NginxRtmp,
  type Publisher,
  publishStream,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { type Named, recordingsOf, startTellingServer } from './live-server.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

const domain = 'rules.example.com'
const seconds = 10
/** Short where a break ends the recording, long where the publisher comes back. */
const mergeWindowSeconds = { short: 2, long: 60 }

/** Streams of the server, by what is looked at. */
const streams = {
  any: 'live/any',
  ofApp: 'strict/two',
  ofStream: 'strict/one',
  hand: 'strict/hand',
  edited: 'strict/edited',
  broken: 'strict/broken',
} as const
type Name = keyof typeof streams
const names = Object.keys(streams) as Name[]

let world: World
let rtmp: NginxRtmp
let source: string
const publishers: Publisher[] = []
const ruleIds = {} as Record<string, string>
let refusal: { status: number; body: { code: string; detail: string } }
const recordings = {} as Record<Name, RecordingView[]>
const paths = {} as Record<Name, string[][]>

const streamOf = (name: Name): Named => {
  const [app = '', stream = ''] = streams[name].split('/')
  return { domain, app, stream }
}

const templateNamed = (name: string) => {
  const merge = name === 'of broken' ? 'long' : 'short'
  const template = templateOf({ mp4: 60 }, { name, mergeWindowSeconds: mergeWindowSeconds[merge] })
  for (const format of template.formats)
    format.objectPattern = '{RecordingId}/{Sequence}_{EscapedStartTime}'
  return template
}

const ruleOf = (pattern: object, templateName: string, more: object = {}) => ({
  domain,
  mode: 'automatic',
  template: templateNamed(templateName),
  ...pattern,
  ...more,
})

const createRules = async (): Promise<void> => {
  const { api } = world.stack
  const create = async (name: string, body: object): Promise<void> => {
    ruleIds[name] = (await api.createRule(body)).id
  }
  const stream = (name: Name) => ({ app: streamOf(name).app, stream: streamOf(name).stream })
  // the least specific last, so that the order they came in does not decide
  await create('ofStream', ruleOf(stream('ofStream'), 'of stream'))
  await create('hand', ruleOf(stream('hand'), 'of stream', { mode: 'manual' }))
  await create('edited', ruleOf(stream('edited'), 'before'))
  await create('broken', ruleOf(stream('broken'), 'of broken'))
  await create('ofApp', ruleOf({ app: 'strict' }, 'of app'))
  await create('any', ruleOf({ app: '*', stream: '*' }, 'of domain'))
}

const publish = (name: Name): Publisher => {
  const { app, stream } = streamOf(name)
  const publisher = publishStream({ url: rtmp.url(app, stream), file: source })
  publishers.push(publisher)
  return publisher
}

const untilMedia = async (name: Name, mediaSeconds: number): Promise<RecordingView> => {
  const { api } = world.stack
  const live = await api.waitForStream(
    streamOf(name),
    (stream) => stream.phase === 'recording',
    20_000,
  )
  const id = live.recordings.at(-1)?.recordingId ?? ''
  // the stream names it a moment before it is made
  const isMade = async () =>
    (await recordingsOf(world, streamOf(name))).some((one) => one.id === id)
  await vi.waitUntil(isMade, { timeout: 20_000, interval: 100 })
  return api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) > mediaSeconds, 30_000)
}

const untilEnded = async (name: Name): Promise<void> => {
  const { api } = world.stack
  await api.waitForStream(streamOf(name), ({ phase }) => phase === 'offline', 40_000)
  for (const { id } of await recordingsOf(world, streamOf(name)))
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
}

/** The rule is replaced while it is executed; the next publish is after its recording has ended. */
const edit = async (): Promise<void> => {
  const publisher = publish('edited')
  await untilMedia('edited', 2)
  const { app, stream } = streamOf('edited')
  await world.stack.api.replaceRule(ruleIds.edited ?? '', ruleOf({ app, stream }, 'after'))
  await untilMedia('edited', 4)
  await publisher.stop()
  await untilEnded('edited')
  const again = publish('edited')
  await untilMedia('edited', 2)
  await again.stop()
  await untilEnded('edited')
}

/** The publisher comes back within the merge window; at the end that is cut short. */
const breakOff = async (): Promise<void> => {
  const publisher = publish('broken')
  await untilMedia('broken', 3)
  await publisher.stop()
  await world.stack.api.waitForStream(
    streamOf('broken'),
    ({ phase }) => phase === 'merging',
    10_000,
  )
  await publish('broken').done
  await world.stack.api.waitForStream(
    streamOf('broken'),
    ({ phase }) => phase === 'merging',
    10_000,
  )
  await world.stack.api.mustCommand(streamOf('broken'), 'cancel_delay')
  await untilEnded('broken')
}

const watchOne = async (name: Name): Promise<void> => {
  const publisher = publish(name)
  if (name === 'ofStream') {
    await untilMedia('ofStream', 1)
    refusal = await world.stack.api.call('DELETE', `/v1/rules/${ruleIds.ofStream}`)
  }
  await publisher.done
  await untilEnded(name)
}

const collect = async (name: Name): Promise<void> => {
  recordings[name] = await recordingsOf(world, streamOf(name))
  paths[name] = []
  for (const { id } of recordings[name]) {
    const files = await downloadFiles({
      api: world.stack.api,
      objects: world.objects,
      recordingId: id,
      directory: `${world.directory}/${id}`,
    })
    paths[name].push(files.mp4 ?? [])
  }
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  rtmp = await startTellingServer(world, domain)
  source = await makeSource({ dir: world.directory, seconds })
  await createRules()
  await Promise.all([
    ...(['any', 'ofApp', 'ofStream', 'hand'] as const).map(watchOne),
    edit(),
    breakOff(),
  ])
  await Promise.all(names.map(collect))
}, 180_000)
afterAll(async () => {
  for (const publisher of publishers) await publisher.kill()
  await world.stop()
  await rtmp.stop()
})

const namesOf = (name: Name): string[] => recordings[name].map(({ template }) => template.name)

describe('the rules of a domain', () => {
  test('the longest pattern that matches says how a stream is recorded', () => {
    expect([namesOf('any'), namesOf('ofApp'), namesOf('ofStream')]).toEqual([
      ['of domain'],
      ['of app'],
      ['of stream'],
    ])
    expect(recordings.any[0]?.origin).toMatchObject({
      kind: 'stream',
      cause: 'rule',
      ruleId: ruleIds.any,
    })
  })

  test('what is published is recorded to its end, and completed when the merge window is over', async () => {
    for (const name of ['any', 'ofApp', 'ofStream'] as const) {
      expect(recordings[name][0]).toMatchObject({ state: 'completed', reason: 'stream_ended' })
      expect(paths[name][0]).toHaveLength(1)
    }
    const files = paths.any[0] ?? []
    await assertSamePackets(source, files, { from: 'joined' })
    await assertDecodes(...files)
  })

  test('a manual rule records nothing by itself', () => {
    expect(recordings.hand).toEqual([])
  })

  test('a rule that is edited stays as it was until the next publish', () => {
    expect(namesOf('edited')).toEqual(['before', 'after'])
  })

  test('a publisher that comes back within the merge window goes on in the same file', async () => {
    expect(recordings.broken).toHaveLength(1)
    const files = paths.broken[0] ?? []
    expect(files).toHaveLength(1)
    expect(recordings.broken[0]?.gapCount).toBe(1)
  })

  test('a rule is not deleted while it is executed, and the stream is named; afterwards it is', async () => {
    expect(refusal).toMatchObject({ status: 409, body: { code: 'RULE_EXECUTING' } })
    expect(refusal.body.detail).toContain(`${domain}/${streams.ofStream}`)
    const path = `/v1/rules/${ruleIds.ofStream}`
    expect((await world.stack.api.call('DELETE', path)).status).toBe(204)
  })
})
