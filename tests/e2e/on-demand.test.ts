import type { RecordingView } from '@tapedeck/contracts'
import {
  assertDecodes,
  type CallbackAnswer,
  type CallbackServer,
  downloadFiles,
  makeSource,
  type Publisher,
  publishStream,
  startCallbackServer,
} from '@tapedeck/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { type Named, recordingsOf, startTeller } from './live-server.ts'
import { shareWorld, sharing } from './shared-world.ts'
import { templateOf, type World } from './support.ts'

const domain = 'on-demand.example.com'
const seconds = 9

const body = (value: unknown): CallbackAnswer => ({ kind: 'body', body: JSON.stringify(value) })

/** What the callback answers to the stream of each name. */
const answers = {
  yes: body({ ApiVersion: '1.0', NeedRecord: true }),
  both: body({ NeedRecord: true, Interval: { Flv: 5 }, Format: ['FLV', 'm3u8'] }),
  no: body({ NeedRecord: false }),
  none: body({ NeedRecord: true, Format: ['m3u8'] }),
  hangs: { kind: 'hang' },
  fails: { kind: 'status', status: 500 },
  large: body({ pad: 'x'.repeat(4096), NeedRecord: true }),
} satisfies Record<string, CallbackAnswer>
type Name = keyof typeof answers
const recorded = ['yes', 'both'] as const
const skipped = { none: 'no_format_left', hangs: 'callback_failed' } as const
const failing = ['fails', 'large'] as const

let world: World
let callback: CallbackServer
const publishers: Publisher[] = []
const reasons = {} as Record<Name, string | null>
const recordings = {} as Record<Name, RecordingView[]>

const streamOf = (name: string): Named => ({ domain, app: 'live', stream: name })
const isName = (name: string | null): name is Name => name !== null && name in answers

const untilDecided = async (name: Name): Promise<void> => {
  const live = await world.stack.api.waitForStream(
    streamOf(name),
    ({ phase }) => phase !== 'asking',
    20_000,
  )
  reasons[name] = live.skip?.reason ?? null
}

const untilRecorded = async (name: Name): Promise<void> => {
  await publishers[recorded.indexOf(name as 'yes')]?.done
  for (const { id } of await recordingsOf(world, streamOf(name)))
    await world.stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
}

sharing.beforeAll(async ({ stack }) => {
  world = await shareWorld(stack)
  callback = await startCallbackServer()
  callback.answer(({ query }) => {
    const name = query.get('stream')
    return isName(name) ? answers[name] : { kind: 'status', status: 404 }
  })
  const teller = await startTeller(world, domain)
  await world.stack.api.createRule({
    domain,
    app: '*',
    stream: '*',
    mode: 'on-demand',
    onDemand: { url: `${callback.url}ask?token=t`, timeoutMs: 2000, retries: 1 },
    template: templateOf({ mp4: 60, flv: 60 }, { notifyUrl: world.receiver.url }),
  })
  const source = await makeSource({ dir: world.directory, seconds })
  for (const name of recorded)
    publishers.push(publishStream({ url: world.rtmp.url('live', name), file: source }))
  const names = Object.keys(answers) as Name[]
  await Promise.all(names.map((name) => teller.publish(streamOf(name), `p-${name}`)))
  await Promise.all(names.map(untilDecided))
  const told = Promise.all(recorded.map(untilRecorded))
  await Promise.all(publishers.map(({ done }) => done))
  await Promise.all(names.map((name) => teller.unpublish(streamOf(name), `p-${name}`)))
  await told
  for (const name of names) recordings[name] = await recordingsOf(world, streamOf(name))
}, 120_000)

afterAll(async () => {
  for (const publisher of publishers) await publisher.kill()
  await callback.stop()
  await world.stop()
})

const filesOf = async (name: Name) => {
  const [recording] = recordings[name]
  return await world.stack.api.files(recording?.id ?? '')
}

describe('on-demand recording', () => {
  test('asks with what is known of the stream', () => {
    const asked = callback.questions.find(({ query }) => query.get('stream') === 'yes')
    expect(asked?.url).toBe(`/ask?token=t&app=live&domain=${domain}&stream=yes&codec=&vbitrate=`)
  })

  test('records what the callback wants, as the rule says', async () => {
    expect(recordings.yes).toHaveLength(1)
    expect(recordings.yes[0]?.state).toBe('completed')
    expect((await filesOf('yes')).map(({ format }) => format).toSorted()).toEqual(['flv', 'mp4'])
    const files = await downloadFiles({
      api: world.stack.api,
      objects: world.objects,
      recordingId: recordings.yes[0]?.id ?? '',
      directory: `${world.directory}/yes`,
    })
    await assertDecodes(files.mp4?.[0] ?? '')
  })

  test('records the formats that both want, in cycles of the answer', async () => {
    const files = await filesOf('both')
    expect(new Set(files.map(({ format }) => format))).toEqual(new Set(['flv']))
    expect(files.length).toBeGreaterThan(1)
    expect(recordings.both[0]?.template).toMatchObject({
      formats: [{ format: 'flv', cycleSeconds: 5 }],
    })
  })

  test('records nothing else', () => {
    expect(reasons).toEqual({
      yes: null,
      both: null,
      no: 'declined',
      none: 'no_format_left',
      hangs: 'callback_failed',
      fails: 'callback_failed',
      large: 'callback_failed',
    })
    for (const name of ['no', 'none', 'hangs', ...failing] as const)
      expect(recordings[name]).toEqual([])
  })

  test('tells of what was wanted and could not be', async () => {
    const wanted = { ...skipped, fails: 'callback_failed', large: 'callback_failed' }
    const toldOf = () =>
      Object.fromEntries(
        world.receiver.received.flatMap(({ event }) =>
          event.type === 'stream.skipped' ? [[event.data.stream.stream, event.data.reason]] : [],
        ),
      )
    await expect.poll(toldOf, { timeout: 20_000 }).toEqual(wanted)
  })

  test('asks again as often as the callback allows, and not after an answer', () => {
    const asked = (name: Name) =>
      callback.questions.filter(({ query }) => query.get('stream') === name).length
    expect({ fails: asked('fails'), hangs: asked('hangs'), yes: asked('yes') }).toEqual({
      fails: 2,
      hangs: 2,
      yes: 1,
    })
  })
})
