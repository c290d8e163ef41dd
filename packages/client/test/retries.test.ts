import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createClient, TapedeckApiError } from '../src/index.ts'
import { cut, json, type Step, startScriptedServer } from './scripted-server.ts'

const clientOf = async (...script: Step[]) => {
  const server = await startScriptedServer(...script)
  onTestFinished(() => server.stop())
  // the shortest waits
  const client = createClient({ baseUrl: `${server.url}/`, key: 'a-key', random: () => 0 })
  return { server, client }
}

const page = json(200, { items: [], nextCursor: null })
const busy = json(
  503,
  { code: 'SERVICE_BUSY', detail: 'Come back.', title: '', type: '', status: 503 },
  { 'retry-after': '0' },
)

const errorOf = async (call: Promise<unknown>): Promise<TapedeckApiError> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof TapedeckApiError)) throw new Error(`not an API error: ${String(error)}`)
  return error
}

it('a reading call goes again after a cut connection and a passing answer', async () => {
  const { server, client } = await clientOf(cut, busy, page)
  expect(await client.templates.list({ limit: 2 })).toEqual({ items: [], nextCursor: null })
  expect(server.requests.map(({ path }) => path)).toEqual(Array(3).fill('/v1/templates?limit=2'))
  expect(server.requests[2]?.headers.authorization).toBe('Bearer a-key')
})

it('it gives up after the retries that were asked for, with the last answer or none', async () => {
  const { server, client } = await clientOf(busy)
  expect(await errorOf(client.templates.list())).toMatchObject({
    status: 503,
    code: 'SERVICE_BUSY',
    detail: 'Come back.',
  })
  expect(server.requests).toHaveLength(4)
  const other = await clientOf(cut)
  expect(await errorOf(other.client.recorders.list())).toMatchObject({
    status: 0,
    code: 'API_UNREACHABLE',
  })
  expect(other.server.requests).toHaveLength(4)
})

it('a submission goes again with the same key, so that it is one recording', async () => {
  const { server, client } = await clientOf(cut, json(202, { id: 'r1' }))
  const source = { type: 'rtmp' as const, url: 'rtmp://live.example.com/live/a' }
  expect(await client.recordings.create({ source, templateId: 't' })).toEqual({ id: 'r1' })
  const keys = server.requests.map(({ headers }) => headers['idempotency-key'])
  expect(keys[0]).toMatch(/^client-[0-9a-f]{32}$/)
  expect(keys[1]).toBe(keys[0])
})

it('what would count twice is sent once', async () => {
  for (const call of ['split', 'command', 'create'] as const) {
    const { server, client } = await clientOf(cut)
    const calls = {
      split: () => client.recordings.split('r1'),
      command: () => client.streams.command({ domain: 'd', app: 'a', stream: 's' }, 'restart'),
      create: () => client.apiKeys.create({ name: 'n', scope: 'read' }),
    }
    expect((await errorOf(calls[call]())).code).toBe('API_UNREACHABLE')
    expect(server.requests).toHaveLength(1)
  }
})

it('commands that change nothing the second time go again', async () => {
  const { server, client } = await clientOf(cut, json(202, { id: 'r1' }))
  await client.recordings.stop('r1', { mode: 'now' })
  expect(server.requests.map(({ path }) => path)).toEqual(Array(2).fill('/v1/recordings/r1/stop'))
})

it('a change goes again: it says what is to be', async () => {
  const { server, client } = await clientOf(cut, busy, json(200, { id: 't1', name: 'new' }))
  expect(await client.templates.change('t1', { name: 'new' })).toEqual({ id: 't1', name: 'new' })
  const sent = { method: 'PATCH', path: '/v1/templates/t1', body: '{"name":"new"}' }
  expect(server.requests).toMatchObject([sent, sent, sent])
})

it('a deletion whose answer was lost is done when nothing is found any more', async () => {
  const gone = json(404, { code: 'TEMPLATE_NOT_FOUND', detail: 'There is none.' })
  const { client } = await clientOf(cut, gone)
  await client.templates.remove('t1')
  const other = await clientOf(gone)
  expect((await errorOf(other.client.templates.remove('t1'))).code).toBe('TEMPLATE_NOT_FOUND')
})

it('tells an answer that is not from the API as such', async () => {
  const { client } = await clientOf((response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>')
  })
  expect(await errorOf(client.recordings.get('r1'))).toMatchObject({
    status: 404,
    code: 'UNEXPECTED_ANSWER',
  })
})

it('an answer that never comes is given up', async () => {
  const server = await startScriptedServer(() => undefined)
  onTestFinished(() => server.stop())
  const client = createClient({ baseUrl: server.url, key: 'k', retries: 0, timeoutMs: 50 })
  expect((await errorOf(client.recorders.list())).code).toBe('API_UNREACHABLE')
})

describe('a file that is read as it comes', () => {
  const params = { path: { id: 'r1', fileId: 'f1' } }

  const bodyOf = async (timeoutMs: number, ...script: Step[]) => {
    const server = await startScriptedServer(...script)
    onTestFinished(() => server.stop())
    const client = createClient({ baseUrl: server.url, key: 'k', timeoutMs, random: () => 0 })
    const path = '/v1/recordings/{id}/files/{fileId}/content'
    const { data } = await client.raw.GET(path, { params, parseAs: 'stream' })
    if (data == null) throw new Error('there is no body')
    return { server, reader: data.getReader() }
  }

  it('may take longer than one try, and its reader may rest', async () => {
    const limitMs = 500
    const { reader, server } = await bodyOf(limitMs, cut, (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' })
      response.write('begin')
      setTimeout(() => response.end('end'), limitMs + 100)
    })
    expect(server.requests).toHaveLength(2)
    const overall = AbortSignal.timeout(limitMs + 100)
    expect(String(Buffer.from((await reader.read()).value ?? []))).toBe('begin')
    await once(overall, 'abort')
    expect(String(Buffer.from((await reader.read()).value ?? []))).toBe('end')
    expect((await reader.read()).done).toBe(true)
  })

  it('is given up when nothing more comes', async () => {
    const { reader } = await bodyOf(100, (response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' })
      response.write('begin')
    })
    expect((await reader.read()).done).toBe(false)
    await expect(reader.read()).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('is given up when its answer does not begin, again and again', async () => {
    const silent = () => undefined
    await expect(bodyOf(50, silent)).rejects.toMatchObject({ code: 'API_UNREACHABLE' })
  })
})
