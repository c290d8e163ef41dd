import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { RenditionProfile } from '@tapedeck/domain'
import { makeSource, publishStream } from '@tapedeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { startRecorderWorld } from './recorder-fixture.ts'

const run = promisify(execFile)
const timeout = 60_000
const profile: RenditionProfile = {
  ...{ name: 'ld', height: 90, videoKbps: 200, audioKbps: 64 },
  fps: null,
}

const encoderOf = async (url: string): Promise<number> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,args='])
  const line = stdout.split('\n').find((one) => one.includes(`-i ${url}`))
  if (line === undefined) throw new Error(`no ffmpeg pulls ${url}`)
  return Number(line.trim().split(' ')[0])
}

test('an encoder that does not keep up is told of, in the recording, as an event and as a figure', async () => {
  // one that stands still sends nothing, and must not be ended for it
  const world = await startRecorderWorld({ TAPEDECK_SOURCE_TIMEOUT_MS: '60000' })
  const { store, directory } = world
  const source = await makeSource({ dir: directory, seconds: 5, size: '640x360', gopSeconds: 1 })
  const url = world.rtmp.url('live', 'behind')
  const publisher = publishStream({ url, file: source, loop: true })
  onTestFinished(() => publisher.kill())
  const id = await world.record(url, { rendition: { profile, isMade: true } })
  const current = () => store.recordings.get(id)
  await expect.poll(async () => (await current())?.state, { timeout }).toBe('recording')
  const told = async () => {
    const events = await store.events.list(id, null, 100)
    return events.filter(({ event }) => event.type === 'recording.degraded')
  }
  const counted = async () =>
    /^tapedeck_encoder_behind_total\{app="recorder"\} (\d+)$/m.exec(
      await world.metrics.render(),
    )?.[1]
  expect([await told(), await counted()]).toEqual([[], '0'])

  const pid = await encoderOf(url)
  process.kill(pid, 'SIGSTOP')
  onTestFinished(() => {
    process.kill(pid, 'SIGCONT')
  })
  await expect.poll(async () => (await told()).length, { timeout }).toBe(1)
  const [one] = await told()
  expect(one?.event.data.degraded).toMatchObject({
    cause: 'encoder_behind',
    detail: expect.stringMatching(/: it is \d+\.\d s behind/),
  })
  expect((await current())?.degradations).toMatchObject([{ cause: 'encoder_behind', count: 1 }])
  expect(await counted()).toBe('1')
  process.kill(pid, 'SIGCONT')
  // the same encoder goes on: being late is no reason to end it
  const mediaMs = async () => (await store.progress.get(id))?.mediaMs ?? 0
  const beforeMs = await mediaMs()
  await expect.poll(mediaMs, { timeout }).toBeGreaterThan(beforeMs)
  expect(await encoderOf(url)).toBe(pid)
})
