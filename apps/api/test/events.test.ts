import type { RecordingEvent } from '@tapedeck/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiKey, startTestApi, type TestApi } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const open = async (id: string, lastId?: string) => {
  const stop = new AbortController()
  const response = await fetch(`${api.url}/v1/recordings/${id}/events`, {
    signal: stop.signal,
    headers: {
      authorization: `Bearer ${apiKey}`,
      accept: 'text/event-stream',
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    },
  })
  const reader = (response.body ?? new Response('').body)
    ?.pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''
  return {
    response,
    stop: () => stop.abort(),
    /** Reads until the text is there, or to the end without one. */
    until: async (wanted?: string): Promise<string> => {
      while (wanted === undefined || !text.includes(wanted)) {
        const chunk = await reader?.read()
        if (chunk === undefined || chunk.done) break
        text += chunk.value
      }
      return text
    },
  }
}

const kindsIn = (text: string): string[] =>
  [...text.matchAll(/^event: (.*)$/gm)].map((match) => match[1] ?? '')
const idsIn = (text: string): string[] =>
  [...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1] ?? '')

it('tells what happened and what happens, and ends after the final event', async () => {
  const { id } = await api.createRecording()
  const lease = await advance(api.store, id, 'recording')
  const stream = await open(id)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
  await stream.until('event: recording.started')
  await api.store.recordings.addFile(lease, fileOf(lease, 'a/0.mp4'))
  await stream.until('event: file.created')
  for (const input of ['stopRequested', 'filesStored'] as const)
    await api.store.recordings.transition({ recordingId: id, input, lease })
  const text = await stream.until()
  expect(kindsIn(text)).toEqual(['recording.started', 'file.created', 'recording.completed'])
  const data = [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''))
  expect(data[1]).toMatchObject({ recordingId: id, data: { file: { key: 'a/0.mp4' } } })
})

it('goes on after the last id that the reader saw, and says 204 when nothing more will come', async () => {
  const { id } = await api.createRecording()
  await advance(api.store, id, 'completed')
  const whole = await (await open(id)).until()
  const [firstId, lastId] = idsIn(whole)
  expect(kindsIn(await (await open(id, firstId)).until())).toEqual(['recording.completed'])
  expect((await open(id, lastId)).response.status).toBe(204)
})

it('gives a page of events as JSON to those who ask for it', async () => {
  const { id } = await api.createRecording()
  await advance(api.store, id, 'completed')
  const page = async (query: string) =>
    (
      await api.call<{ items: RecordingEvent[]; nextCursor: string | null }>({
        method: 'GET',
        path: `/v1/recordings/${id}/events?${query}`,
        headers: { accept: 'application/json' },
      })
    ).body
  const first = await page('limit=1')
  expect(first.items.map((event) => event.type)).toEqual(['recording.started'])
  const second = await page(`cursor=${first.nextCursor}`)
  expect(second.items.map((event) => event.type)).toEqual(['recording.completed'])
  expect(second.nextCursor).toBeNull()
})

it('lets go of a reader that leaves', async () => {
  const { id } = await api.createRecording()
  const stream = await open(id)
  await stream.until('retry:')
  const readers = async () =>
    (await (await fetch(`${api.url}/metrics`)).text()).match(
      /^tapedeck_open_event_streams\S* (\d+)/m,
    )?.[1]
  expect(await readers()).toBe('1')
  stream.stop()
  await expect.poll(readers).toBe('0')
})

it('ends open streams when the API closes', async () => {
  const other = await startTestApi()
  const { id } = await other.createRecording()
  const answer = await fetch(`${other.url}/v1/recordings/${id}/events`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  const text = answer.text()
  await other.stop()
  expect(await text).toContain('retry: 2000')
})
