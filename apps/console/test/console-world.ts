import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  makeSource,
  type NginxRtmp,
  type Publisher,
  publishStream,
  type Stack,
  startNginxRtmp,
  startStack,
} from '@tapedeck/testkit'
import type { Browser } from 'playwright-core'
import { startBrowser } from './start-browser.ts'

const repositoryRoot = join(import.meta.dirname, '../../..')

/** A stack with a live stream that is recorded, and a browser: for the tests of all pages. */
export type ConsoleWorld = {
  stack: Stack
  rtmp: NginxRtmp
  browser: Browser
  /** URL of the stream that is live all the time. */
  liveUrl: string
  /** A recording of it that goes on, named "Lunch show". */
  runningId: string
  /** One more recording of the live stream. */
  record(name: string, more?: Record<string, unknown>): Promise<string>
  stop(): Promise<void>
}

const objectPattern = 'console/{StreamName}/{RecordingId}/{Format}_{Sequence}'
const slicePattern = 'console/{StreamName}/{RecordingId}/{Format}/{Sequence}_{UnixTimestamp}'

/** Short files, so that some are there soon. */
const template = {
  name: 'Console',
  formats: [
    { format: 'mp4', cycleSeconds: 5, objectPattern },
    { format: 'm3u8', cycleSeconds: 3600, sliceSeconds: 5, objectPattern, slicePattern },
  ],
  thumbnails: {
    intervalSeconds: 10,
    objectPattern: 'console/{StreamName}/{RecordingId}/pictures/{Sequence}_{UnixTimestamp}',
  },
  waitSeconds: 60,
  mergeWindowSeconds: 5,
}

/** A media server tells that the stream is live; no rule records it. */
const tellOfStream = async ({ api }: Stack): Promise<void> => {
  const domain = 'console.example'
  await api.createDomain({ name: domain, pullUrlPattern: 'rtmp://console.example/{app}/{stream}' })
  const source = { name: 'studio', kind: 'generic', domain }
  const { body } = await api.call<{ id: string; secret: string }>('POST', '/v1/sources', source)
  const { status } = await api.call(
    'POST',
    `/v1/ingest/generic?source=${body.id}&secret=${body.secret}`,
    { event: 'publish', app: 'live', stream: 'stage', id: 'first' },
  )
  if (status !== 200) throw new Error(`the notification was answered ${status}`)
}

/** Builds the console when a source is newer, starts everything, and waits until the stream is recorded. */
export const startConsoleWorld = async (): Promise<ConsoleWorld> => {
  const releases: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const release of releases.toReversed()) await release()
  }
  try {
    await promisify(execFile)('sh', ['scripts/build-console.sh'], { cwd: repositoryRoot })
    const directory = await mkdtemp(join(tmpdir(), 'tapedeck-console-'))
    releases.push(() => rm(directory, { recursive: true, force: true }))
    const rtmp = await startNginxRtmp()
    releases.push(() => rtmp.stop())
    const file = await makeSource({ dir: directory, seconds: 20 })
    const liveUrl = rtmp.url('live', 'lunch-show')
    const publisher: Publisher = publishStream({ url: liveUrl, file, loop: true })
    releases.push(() => publisher.stop())
    const kept = join(directory, 'kept')
    await mkdir(kept)
    const stack = await startStack({
      env: { TAPEDECK_SOURCE_TIMEOUT_MS: '3000', TAPEDECK_FILESYSTEM_DIR: kept },
    })
    releases.push(() => stack.stop())
    await tellOfStream(stack)
    const browser = await startBrowser()
    releases.push(() => browser.close())
    const record: ConsoleWorld['record'] = async (name, more = {}) => {
      const source = { type: 'rtmp', url: liveUrl }
      return (await stack.api.record({ name, source, template, ...more })).id
    }
    const runningId = await record('Lunch show')
    await stack.api.waitFor(runningId, ({ state }) => state === 'recording', 60_000)
    return { stack, rtmp, browser, liveUrl, runningId, record, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
