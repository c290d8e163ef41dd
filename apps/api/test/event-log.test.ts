import type { TapedeckEvent } from '@tapedeck/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiKey, startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid } from './refusals.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

type Page = { items: TapedeckEvent[]; nextCursor: string; hasMissed: boolean }

const read = async (query: string): Promise<Page> => {
  const answer = await api.call<Page>({ method: 'GET', path: `/v1/events?${query}` })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const record = async (): Promise<string> => {
  const { id } = await api.createRecording()
  await advance(api.store, id, 'completed')
  return id
}
const kindsOf = ({ items }: Page): string[] => items.map(({ type }) => type)
const end = async (): Promise<string> => {
  let page = await read('limit=1000')
  while (page.items.length > 0) page = await read(`limit=1000&cursor=${page.nextCursor}`)
  return page.nextCursor
}
/** How many readers wait, as the metrics say. */
const readers = async () =>
  (await (await fetch(`${api.url}/metrics`)).text()).match(
    /^tapedeck_event_log_readers\S* (\d+)/m,
  )?.[1]

it('an empty log gives a cursor from which nothing is missed', async () => {
  const page = await read('')
  expect(page).toEqual({ items: [], nextCursor: '0-0', hasMissed: false })
})

it('gives the events of all recordings in order, page by page, and always a cursor to go on', async () => {
  const cursor = await end()
  const ids = [await record(), await record()]
  const first = await read(`limit=3&cursor=${cursor}`)
  const second = await read(`limit=3&cursor=${first.nextCursor}`)
  const events = [...first.items, ...second.items]
  expect(events.map(({ recordingId }) => recordingId)).toEqual([ids[0], ids[0], ids[1], ids[1]])
  expect(kindsOf(first)).toEqual(['recording.started', 'recording.completed', 'recording.started'])
  const last = await read(`cursor=${second.nextCursor}`)
  expect(last).toEqual({ items: [], nextCursor: second.nextCursor, hasMissed: false })
})

it('gives some kinds only, and goes on behind what it passed over', async () => {
  const cursor = await end()
  await record()
  const page = await read(`cursor=${cursor}&kinds=recording.completed,recording.failed`)
  expect(kindsOf(page)).toEqual(['recording.completed'])
  await record()
  const next = await read(`cursor=${page.nextCursor}&kinds=recording.completed&kinds=file.created`)
  expect(kindsOf(next)).toEqual(['recording.completed'])
})

it('waits for an event that is wanted, and not for one that is not', async () => {
  const cursor = await end()
  const waiting = read(`cursor=${cursor}&wait=30&kinds=recording.completed`)
  await expect.poll(readers).toBe('1')
  const { id } = await api.createRecording()
  await advance(api.store, id, 'recording')
  const lease = await api.store.leases.owner(id)
  if (lease === null) throw new Error('no lease')
  expect(await readers()).toBe('1')
  for (const input of ['stopRequested', 'filesStored'] as const)
    await api.store.recordings.transition({ recordingId: id, input, lease })
  expect(kindsOf(await waiting)).toEqual(['recording.completed'])
})

it('gives an empty page and a cursor when nothing came while it waited', async () => {
  const cursor = await end()
  const page = await read(`cursor=${cursor}&wait=1`)
  expect(page).toEqual({ items: [], nextCursor: cursor, hasMissed: false })
})

it('lets go of a reader that leaves', async () => {
  const stop = new AbortController()
  const answer = fetch(`${api.url}/v1/events?wait=30&cursor=${await end()}`, {
    signal: stop.signal,
    headers: { authorization: `Bearer ${apiKey}` },
  }).catch(() => null)
  await expect.poll(readers).toBe('1')
  stop.abort()
  await expect.poll(readers).toBe('0')
  expect(await answer).toBeNull()
})

it('says that events may be missing when the log no longer holds what came after the cursor', async () => {
  expect((await read('cursor=1')).hasMissed).toBe(true)
  expect((await read('cursor=0-0')).hasMissed).toBe(false)
  const [first] = (await read('limit=1')).items
  const oldest = (await read('limit=1')).nextCursor
  expect(first).toBeDefined()
  expect((await read(`cursor=${oldest}`)).hasMissed).toBe(false)
})

it('refuses what it does not understand', async () => {
  const at = (query: string) => ({ method: 'GET', path: `/v1/events?${query}` })
  await expectRefused(api, invalid('a cursor of another listing', at('cursor=abc'), 'cursor'))
  await expectRefused(api, invalid('too long a wait', at('wait=31'), 'wait'))
  await expectRefused(api, invalid('an unknown kind', at('kinds=file.lost'), 'kinds.0'))
  await expectRefused(api, invalid('too many', at('limit=1001'), 'limit'))
  await expectRefused(api, ['', { ...at(''), key: null }, 401, 'KEY_MISSING', null])
})

it('answers those who wait when the API closes', async () => {
  const other = await startTestApi()
  const answer = fetch(`${other.url}/v1/events?wait=30`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  await expect
    .poll(async () => (await fetch(`${other.url}/metrics`)).text())
    .toMatch(/^tapedeck_event_log_readers\S* 1/m)
  const closed = other.stop()
  expect(await (await answer).json()).toMatchObject({ items: [], nextCursor: '0-0' })
  await closed
})
