import { type LiveSnapshot, liveSnapshotSchema } from '@tapedeck/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiKey, startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const open = async () => {
  const left = new AbortController()
  const response = await fetch(`${api.url}/v1/live`, {
    signal: left.signal,
    headers: { authorization: `Bearer ${apiKey}` },
  })
  const snapshots: LiveSnapshot[] = []
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const frames = `${rest}${chunk}`.split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        const data = /^event: snapshot\ndata: (.*)$/.exec(frame)?.[1]
        if (data !== undefined) snapshots.push(JSON.parse(data))
      }
    }
  }
  return { response, snapshots, ended: read().catch(() => undefined), leave: () => left.abort() }
}

const progressOf = (receivedBytes: number) => ({
  generation: 1,
  recorderId: 'recorder-1',
  updatedAtMs: 1,
  receivedBytes,
  mediaMs: 0,
  wallMs: 0,
  fps: 25,
  bitsPerSecond: 1,
  fragments: 1,
  uploadBacklogBytes: 0,
  cycles: [],
})

const readers = async () =>
  /^tapedeck_live_readers\S* (\d+)$/m.exec(await api.metrics.render())?.[1]

it('tells all readers of what is live about once a second, with figures that move', async () => {
  const { id } = await api.createRecording()
  await advance(api.store, id, 'recording')
  const over = await api.createRecording()
  await advance(api.store, over.id, 'completed')
  await api.store.progress.put(id, progressOf(1000))
  const presence = { host: 'h', capacity: 5, running: 1, updatedAtMs: 0 }
  await api.store.recorders.put({ ...presence, recorderId: 'recorder-1' }, 60_000)
  const [one, other] = await Promise.all([open(), open()])
  expect(one.response.headers.get('content-type')).toBe('text/event-stream')
  await expect.poll(() => one.snapshots.length).toBeGreaterThan(0)
  const [first] = one.snapshots
  expect(() => liveSnapshotSchema.parse(first)).not.toThrow()
  expect(first?.recordings.map((recording) => recording.id)).toEqual([id])
  expect(first?.recordings[0]?.progress?.receivedBytes).toBe(1000)
  expect(first?.counts).toMatchObject({ recording: 1, completed: 1 })
  expect(first?.recorders).toMatchObject([{ recorderId: 'recorder-1', state: 'active' }])
  await api.store.progress.put(id, progressOf(2000))
  const bytes = () => other.snapshots.at(-1)?.recordings[0]?.progress?.receivedBytes
  await expect.poll(bytes, { timeout: 10_000 }).toBe(2000)
  // taken once for both
  const times = new Set(one.snapshots.map(({ at }) => at))
  expect(other.snapshots.filter(({ at }) => times.has(at)).length).toBeGreaterThan(0)
  one.leave()
  other.leave()
  await expect.poll(readers).toBe('0')
})

it('gives one snapshot as JSON to those who ask for that', async () => {
  const answer = await api.call<LiveSnapshot>({
    method: 'GET',
    path: '/v1/live',
    headers: { accept: 'application/json' },
  })
  expect(() => liveSnapshotSchema.parse(answer.body)).not.toThrow()
})

it('goes on over an outage of Redis', async () => {
  const reader = await open()
  await expect.poll(() => reader.snapshots.length).toBeGreaterThan(0)
  await api.redisServer.kill()
  const failed = () => api.lines.some((line) => line.includes('what is live could not be read'))
  await expect.poll(failed, { timeout: 20_000 }).toBe(true)
  const seen = reader.snapshots.length
  await api.redisServer.restart()
  await expect.poll(() => reader.snapshots.length, { timeout: 20_000 }).toBeGreaterThan(seen)
  reader.leave()
})

it('ends its streams when the API closes', async () => {
  const reader = await open()
  await expect.poll(() => reader.snapshots.length).toBeGreaterThan(0)
  await api.api.close()
  await reader.ended
})
