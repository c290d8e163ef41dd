import type { RecordingView } from '@tapedeck/contracts'
import {
  type FlvTag,
  freePort,
  type HostileServer,
  makeSource,
  publishTags,
  type RtmpServer,
  startGarbageServer,
  startMuteServer,
  startNodeMediaServer,
  startSlammingServer,
  type TagPublisher,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FfmpegDiary, writeFfmpegDiary } from './ffmpeg-diary.ts'
import { eventsOf, startWorld, templateOf, type World } from './support.ts'

/** Longer than a pull waits for its first keyframe, which is three times the source timeout. */
const waitSeconds = 16
const sourceTimeoutMs = 3000

type Bad = { url: string; reason: string; detail: RegExp }

let world: World
let diary: FfmpegDiary
let nodeMedia: RtmpServer
const hostile: HostileServer[] = []
const publishers: TagPublisher[] = []
const ended = new Map<string, RecordingView>()
const urls = new Map<string, string>()

const serverOf = async (start: () => Promise<HostileServer>): Promise<string> => {
  const server = await start()
  hostile.push(server)
  return server.url('live', 'stream')
}

/** Publishes a part of a stream that is whole in the file. */
const publish = (url: string, file: string, isSent: (tag: FlvTag) => boolean): string => {
  const timeOf = (tag: FlvTag) => (isSent(tag) ? tag.timeMs : null)
  publishers.push(publishTags({ url, file, timeOf }))
  return url
}

const withoutKeyframes = ({ isKeyframe }: FlvTag): boolean => !isKeyframe

const badSources = async (file: string, soundOnly: string): Promise<Record<string, Bad>> => ({
  'a server that says nothing': {
    url: await serverOf(startMuteServer),
    reason: 'source_silent',
    detail: /does not answer/,
  },
  'a server that sends garbage': {
    url: await serverOf(startGarbageServer),
    reason: 'source_invalid',
    detail: /does not speak RTMP/,
  },
  'a server that hangs up': {
    url: await serverOf(startSlammingServer),
    reason: 'source_refused',
    detail: /closed the connection/,
  },
  'a server that lets nobody play': {
    url: world.rtmp.url('denied', 'stream'),
    reason: 'source_refused',
    detail: /closed the connection/,
  },
  'a stream with sound that never sends a keyframe': {
    url: publish(world.rtmp.url('live', 'no-keyframe'), file, withoutKeyframes),
    reason: 'source_invalid',
    detail: /keyframe/,
  },
  'a stream without sound that never sends a keyframe': {
    url: publish(
      nodeMedia.url('live', 'silent'),
      file,
      (tag) => withoutKeyframes(tag) && tag.kind !== 'audio',
    ),
    reason: 'source_invalid',
    detail: /keyframe/,
  },
  'a stream without sound that never sends a keyframe, on a server that holds it back': {
    url: publish(
      world.rtmp.url('live', 'held-back'),
      file,
      (tag) => withoutKeyframes(tag) && tag.kind !== 'audio',
    ),
    reason: 'source_invalid',
    detail: /keyframe/,
  },
  'a stream that is only described': {
    url: publish(nodeMedia.url('live', 'described'), soundOnly, ({ kind }) => kind === 'script'),
    reason: 'source_invalid',
    detail: /neither video nor audio/,
  },
  'a server that only ffmpeg can log in to, and that is not there': {
    url: `rtmp://user:password@127.0.0.1:${await freePort()}/live/stream`,
    reason: 'no_stream',
    detail: /cannot be reached/,
  },
})

const names = [
  'a server that says nothing',
  'a server that sends garbage',
  'a server that hangs up',
  'a server that lets nobody play',
  'a stream with sound that never sends a keyframe',
  'a stream without sound that never sends a keyframe',
  'a stream without sound that never sends a keyframe, on a server that holds it back',
  'a stream that is only described',
  'a server that only ffmpeg can log in to, and that is not there',
]
let bad: Record<string, Bad>

beforeAll(async () => {
  diary = await writeFfmpegDiary()
  world = await startWorld({
    env: {
      TAPEDECK_FFMPEG_PATH: diary.path,
      TAPEDECK_SOURCE_TIMEOUT_MS: String(sourceTimeoutMs),
    },
  })
  nodeMedia = await startNodeMediaServer()
  const file = await makeSource({ dir: world.directory, seconds: 4 * waitSeconds })
  const soundOnly = { codec: 'none', name: 'sound.flv' } as const
  bad = await badSources(
    file,
    await makeSource({ dir: world.directory, seconds: waitSeconds, ...soundOnly }),
  )
  const { api } = world.stack
  await Promise.all(
    Object.entries(bad).map(async ([name, { url }]) => {
      const accepted = await api.record({
        name,
        source: { type: 'rtmp', url },
        template: templateOf({ mp4: 60, m3u8: 60 }, { waitSeconds }),
        notifyUrl: world.receiver.url,
      })
      urls.set(name, url)
      ended.set(
        name,
        await api.waitFor(accepted.id, ({ endedAt }) => endedAt !== null, 3 * waitSeconds * 1000),
      )
    }),
  )
})
afterAll(async () => {
  await Promise.all(publishers.map((publisher) => publisher.stop()))
  await Promise.all(hostile.map((server) => server.stop()))
  await nodeMedia.stop()
  await world.stop()
  await diary.remove()
})

test.each(names)('%s is told by its reason, in one event', async (name) => {
  const recording = ended.get(name)
  expect(recording).toMatchObject({ state: 'failed', reason: bad[name]?.reason, fileCount: 0 })
  expect(recording?.reasonDetail).toMatch(bad[name]?.detail ?? '')
  const told = await eventsOf(world, recording?.id ?? '')
  expect(told.map(({ type }) => type)).toEqual(['recording.failed'])
})

test('nothing of them is stored, and their connections are closed', async () => {
  expect(await world.objects.list('')).toEqual([])
  for (const server of hostile) await expect.poll(() => server.connections()).toBe(0)
})

test('what cannot be pulled is not pulled again without a pause', async () => {
  for (const name of names) {
    const calls = await diary.callsFor(urls.get(name) ?? '')
    // pauses of half a second to five, growing; without them there would be several a second
    expect(calls.length).toBeLessThan(waitSeconds)
  }
})

test('servers that never speak RTMP cost no process', async () => {
  for (const name of names.slice(0, 4))
    expect(await diary.callsFor(urls.get(name) ?? '')).toEqual([])
})
