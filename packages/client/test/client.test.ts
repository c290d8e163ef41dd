import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startTcpProxy } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createClient, type Tapedeck, TapedeckApiError } from '../src/index.ts'
import { type StartedApi, startApi } from './start-api.ts'
import { typesOfDocument } from './types-of-document.ts'

let api: StartedApi
let tapedeck: Tapedeck
beforeAll(async () => {
  api = await startApi()
  tapedeck = createClient({ baseUrl: api.url, key: api.key })
})
afterAll(() => api.stop())

const template = {
  name: 'plain',
  formats: [{ format: 'mp4' as const, objectPattern: '{StreamName}/{EscapedStartTime}' }],
}
const source = { type: 'rtmp' as const, url: 'rtmp://live.example.com/live/a' }

const errorOf = async (call: Promise<unknown>): Promise<TapedeckApiError> => {
  const error = await call.catch((reason: unknown) => reason)
  if (!(error instanceof TapedeckApiError)) throw new Error(`not an API error: ${String(error)}`)
  return error
}

it('has the types of the API as it is (else: npm run client:types)', async () => {
  const document = await (await fetch(`${api.url}/openapi.json`)).json()
  const path = join(import.meta.dirname, '../src/generated/api.ts')
  expect(await readFile(path, 'utf8')).toBe(await typesOfDocument(document as object))
})

it('creates, reads, replaces, lists and removes', async () => {
  const { templates } = tapedeck
  const made = await templates.create(template)
  expect(await templates.get(made.id)).toEqual(made)
  const replaced = await templates.replace(made.id, { ...template, name: 'other' })
  expect(replaced).toMatchObject({ id: made.id, name: 'other' })
  await templates.create(template)
  await templates.create(template)
  const names: string[] = []
  for await (const { name } of templates.all({ limit: 1 })) names.push(name)
  expect(names.sort()).toEqual(['other', 'plain', 'plain'])
  await templates.remove(made.id)
  expect(await errorOf(templates.get(made.id))).toMatchObject({
    status: 404,
    code: 'TEMPLATE_NOT_FOUND',
  })
})

it('tells every field that is wrong', async () => {
  const wrong = { name: '', formats: [{ format: 'mp5', objectPattern: 'x' }] }
  const error = await errorOf(tapedeck.templates.create(wrong as never))
  expect(error).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
  expect(error.problems.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['name', 'formats.0.format']),
  )
  expect(error.message).toContain('INPUT_INVALID')
})

it('is refused with a wrong key', async () => {
  const stranger = createClient({ baseUrl: api.url, key: 'another' })
  expect(await errorOf(stranger.session())).toMatchObject({ status: 401, code: 'KEY_INVALID' })
})

it('makes one recording of a submission whose answer was lost', async () => {
  let answers = 0
  const losing = createClient({
    baseUrl: api.url,
    key: api.key,
    random: () => 0,
    fetch: async (request) => {
      const answer = await fetch(request)
      if (++answers > 1) return answer
      await answer.body?.cancel()
      throw new TypeError('the connection was cut before the answer came')
    },
  })
  const before = await tapedeck.recordings.list()
  const made = await losing.recordings.create({ source, template })
  const after = await tapedeck.recordings.list()
  expect(answers).toBe(2)
  expect(after.items.length).toBe(before.items.length + 1)
  const found = await tapedeck.recordings.list({ state: ['accepted', 'waiting'], limit: 200 })
  expect(found.items.map(({ id }) => id)).toContain(made.id)
})

it('follows a recording to its end, and the log behind it', async () => {
  const ending = new AbortController()
  const made = await tapedeck.recordings.create({ source, template })
  const events = tapedeck.recordings.events(made.id)
  const first = events.next()
  await tapedeck.recordings.stop(made.id, { mode: 'now' })
  expect((await first).value?.event).toMatchObject({
    type: 'recording.canceled',
    recordingId: made.id,
  })
  expect((await events.next()).done).toBe(true)
  const entryId = (await first).value?.entryId ?? ''
  const more = await tapedeck.recordings.events(made.id, { after: entryId }).next()
  expect(more.done).toBe(true)
  const kinds = ['recording.canceled'] as const
  for await (const { event, hasMissed } of tapedeck.events.follow({
    kinds: [...kinds],
    signal: ending.signal,
  })) {
    expect(hasMissed).toBe(false)
    if ('recordingId' in event && event.recordingId === made.id) ending.abort()
  }
  const { isRunning, commands } = await tapedeck.recordings.timeline(made.id)
  expect(isRunning).toBe(false)
  expect(commands.map(({ command }) => command)).toEqual(['stop'])
  await tapedeck.recordings.remove(made.id)
  expect((await errorOf(tapedeck.recordings.get(made.id))).code).toBe('RECORDING_NOT_FOUND')
})

it('goes on with what is live and with the log when the network was away', async () => {
  const proxy = await startTcpProxy(Number(new URL(api.url).port))
  onTestFinished(() => proxy.stop())
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const far = createClient({
    baseUrl: `http://127.0.0.1:${proxy.port}`,
    key: api.key,
    random: () => 0,
  })
  const states: string[] = []
  const live = far.live({
    signal: ending.signal,
    onConnection: (state) => {
      states.push(state)
      if (state === 'broken') proxy.set('pass')
    },
  })
  const before = (await live.next()).value
  expect(before).toMatchObject({ recorders: [], streams: [] })
  proxy.set('refuse')
  const made = await tapedeck.recordings.create({ source, template })
  for await (const { recordings } of live) if (recordings.some(({ id }) => id === made.id)) break
  expect(states.slice(0, 3)).toEqual(['open', 'broken', 'open'])
})

it('a key that may only read is told so', async () => {
  const { key, id } = await tapedeck.apiKeys.create({ name: 'wall', scope: 'read' })
  const reader = createClient({ baseUrl: api.url, key })
  expect(await reader.session()).toEqual({ keyId: id, name: 'wall', scope: 'read' })
  expect((await reader.recordings.list()).nextCursor).toBe(null)
  expect(await errorOf(reader.templates.create(template))).toMatchObject({
    status: 403,
    code: 'KEY_READ_ONLY',
  })
  await tapedeck.apiKeys.remove(id)
  expect((await errorOf(reader.session())).code).toBe('KEY_INVALID')
})

it('knows rules, domains, sources, receivers and their deliveries', async () => {
  await tapedeck.domains.create({
    name: 'local',
    pullUrlPattern: 'rtmp://o.example/{app}/{stream}',
  })
  const rule = await tapedeck.rules.create({
    domain: 'local',
    app: 'live',
    mode: 'automatic',
    template,
  })
  const match = await tapedeck.rules.match({ domain: 'local', app: 'live', stream: 'hello' })
  expect(match).toMatchObject({ winner: rule.id, matches: [{ level: 'app' }] })
  const made = await tapedeck.sources.create({ name: 'by hand', kind: 'generic', domain: 'local' })
  expect(made.secret).not.toBe('')
  expect((await errorOf(tapedeck.domains.remove('local'))).code).toBe('DOMAIN_IN_USE')
  const endpoint = await tapedeck.endpoints.create({ url: 'https://hooks.example.com/' })
  const delivery = await tapedeck.endpoints.test(endpoint.id)
  expect(await tapedeck.deliveries.get(delivery.id)).toMatchObject({
    id: delivery.id,
    attempts: [],
  })
  expect((await tapedeck.streams.list()).items).toEqual([])
  expect(await tapedeck.recorders.list()).toEqual([])
  expect((await errorOf(tapedeck.recorders.drain('none'))).code).toBe('RECORDER_NOT_FOUND')
})

it('any route can be called as the document has it', async () => {
  const { data, error } = await tapedeck.raw.GET('/v1/webhooks/signing-secret')
  expect(error).toBe(undefined)
  expect(data?.secret).toMatch(/^whsec_/)
})
