import type { SourceWithSecretView } from '@tapedeck/contracts'
import type { IngestKind } from '@tapedeck/domain'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { domain, named, type StreamApi, startStreamApi } from './stream-fixture.ts'

let api: StreamApi
const sources = {} as Record<IngestKind, SourceWithSecretView>

const createSource = (kind: IngestKind, part: object = {}) =>
  api.must<SourceWithSecretView>('POST', '/v1/sources', { name: kind, kind, domain, ...part })

beforeAll(async () => {
  api = await startStreamApi()
  for (const kind of ['srs', 'nginx-rtmp', 'mediamtx', 'node-media-server', 'generic'] as const)
    sources[kind] = await createSource(kind)
})
afterAll(() => api.stop())

type Sent = {
  source?: SourceWithSecretView
  /** As the query when absent. */
  headers?: Record<string, string>
  query?: string
  body?: string | object
}

const send = async (kind: IngestKind, { source, headers, query = '', body }: Sent) => {
  const { id, secret } = source ?? sources[kind]
  const authenticated = headers === undefined ? `&secret=${secret}` : ''
  const answer = await fetch(`${api.url}/v1/ingest/${kind}?source=${id}${authenticated}${query}`, {
    method: 'POST',
    headers: headers ?? {},
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

const phaseOf = async (stream: string): Promise<string | null> =>
  (await api.store.streams.get(named(stream)))?.phase ?? null
const publicationOf = async (stream: string) =>
  (await api.store.streams.get(named(stream)))?.publication ?? null

const srs = (stream: string, action = 'on_publish', part: object = {}) => ({
  action,
  client_id: `client-of-${stream}`,
  ip: '10.0.0.9',
  vhost: '__defaultVhost__',
  app: 'live',
  tcUrl: `rtmp://${domain}/live`,
  stream,
  param: '?token=hidden-publisher-token',
  ...part,
})
const nginx = (stream: string, call = 'publish') =>
  `app=live&flashver=&swfurl=&tcurl=rtmp%3A//${domain}/live&pageurl=&addr=10.0.0.9&clientid=17&call=${call}&name=${stream}${call === 'publish' ? '&type=live' : ''}&token=hidden-publisher-token`
const nodeMediaServer = (stream: string, action = 'postPublish') => ({
  id: `session-of-${stream}`,
  app: 'live',
  name: stream,
  query: { token: 'hidden-publisher-token' },
  action,
})
const mediaMtx = (stream: string, event = 'available') =>
  `&event=${event}&path=live/${stream}&query=token%3Dhidden-publisher-token&source_type=rtmpConn&source_id=id-of-${stream}`
const generic = (stream: string, event = 'publish', part: object = {}) => ({
  event,
  app: 'live',
  stream,
  id: `id-of-${stream}`,
  args: { token: 'hidden-publisher-token' },
  ...part,
})

const servers: [IngestKind, string, (stream: string, ended: boolean) => Sent][] = [
  ['srs', '0', (name, ended) => ({ body: srs(name, ended ? 'on_unpublish' : 'on_publish') })],
  [
    'nginx-rtmp',
    'ok',
    (name, ended) => ({ body: nginx(name, ended ? 'publish_done' : 'publish') }),
  ],
  [
    'mediamtx',
    'ok',
    (name, ended) => ({ query: mediaMtx(name, ended ? 'unavailable' : 'available') }),
  ],
  [
    'node-media-server',
    'ok',
    (name, ended) => ({ body: nodeMediaServer(name, ended ? 'donePublish' : 'postPublish') }),
  ],
  [
    'generic',
    '{"accepted":true}',
    (name, ended) => ({ body: generic(name, ended ? 'unpublish' : 'publish') }),
  ],
]

describe.each(servers)('a notification of %s', (kind, answer, told) => {
  it('begins and ends a publication, and is answered as the server likes it', async () => {
    const name = `one-of-${kind}`
    expect(await send(kind, told(name, false))).toEqual({ status: 200, text: answer })
    expect(await publicationOf(name)).toMatchObject({
      sourceId: sources[kind].id,
      args: { token: 'hidden-publisher-token' },
    })
    expect(await send(kind, told(name, true))).toEqual({ status: 200, text: answer })
    expect(await phaseOf(name)).toBe('offline')
  })

  it('is denied without its secret, and nothing is written', async () => {
    const name = `denied-of-${kind}`
    const other = sources[kind === 'srs' ? 'generic' : 'srs']
    const basic = (text: string) => `Basic ${btoa(text)}`
    const { id, secret } = sources[kind]
    const wrong: Sent[] = [
      { headers: {} },
      { source: { ...sources[kind], secret: 'wrong' } },
      { source: { ...sources[kind], secret: `${secret}&secret=${secret}` } },
      { source: { ...sources[kind], id: 'src_none' } },
      { source: { ...sources[kind], id: `${id}&source=${id}` } },
      { source: { ...sources[kind], id: 'x'.repeat(5000) } },
      { source: { ...sources[kind], secret: other.secret } },
      { headers: { authorization: `Bearer ${other.secret}` } },
      { headers: { authorization: basic(secret) } },
      { headers: { authorization: basic(`${secret}:wrong`) } },
      { headers: { authorization: 'Bearer test-administrator-key' } },
    ]
    const before = await api.contents()
    for (const sent of wrong) {
      const refused = await send(kind, { ...told(name, false), ...sent })
      expect(refused.status, JSON.stringify(sent)).toBe(401)
      expect(JSON.parse(refused.text)).toMatchObject({ code: 'INGEST_DENIED' })
    }
    expect(await api.contents()).toEqual(before)
  })

  it('is taken with its secret as a bearer token or as a password', async () => {
    const { secret } = sources[kind]
    for (const authorization of [`Bearer ${secret}`, `Basic ${btoa(`anybody:${secret}`)}`]) {
      const sent = { ...told(`headers-of-${kind}`, false), headers: { authorization } }
      expect(await send(kind, sent)).toEqual({ status: 200, text: answer })
    }
    expect(await phaseOf(`headers-of-${kind}`)).toBe('unrecorded')
  })

  it('does not end a publication that is not the running one', async () => {
    const name = `overtaken-of-${kind}`
    await send(kind, told(name, false))
    const running = await publicationOf(name)
    await api.publish(named(name), { id: 'another', sourceId: sources[kind].id })
    await send(kind, told(name, true))
    expect(await publicationOf(name)).toMatchObject({ id: 'another' })
    expect(running?.id).not.toBe('another')
  })
})

describe('a notification', () => {
  it('that is told twice changes nothing', async () => {
    await send('srs', { body: srs('twice') })
    const before = await api.contents()
    await send('srs', { body: srs('twice') })
    expect(await api.contents()).toEqual(before)
  })

  it('of something else is answered and ignored', async () => {
    const before = await api.contents()
    expect((await send('srs', { body: { action: 'on_play' } })).text).toBe('0')
    expect((await send('nginx-rtmp', { body: 'call=play' })).status).toBe(200)
    expect(await api.contents()).toEqual(before)
  })

  it('names the domain of a source that has none', async () => {
    const source = await createSource('srs', { domain: undefined })
    await send('srs', { source, body: srs('by-host') })
    expect(await phaseOf('by-host')).toBe('unrecorded')
    const before = await api.contents()
    expect(
      await send('srs', { source, body: srs('nowhere', 'on_publish', { tcUrl: '' }) }),
    ).toEqual({
      status: 200,
      text: '0',
    })
    expect(await api.contents()).toEqual(before)
    expect(api.lines.some((line) => line.includes('a stream of no domain'))).toBe(true)
  })

  it('stops to be taken with the former secret, and with the source', async () => {
    const source = await createSource('generic')
    const renewed = await api.must<SourceWithSecretView>('POST', `/v1/sources/${source.id}/secret`)
    expect(renewed.secret).not.toBe(source.secret)
    expect((await send('generic', { source, body: generic('renewed') })).status).toBe(401)
    expect((await send('generic', { source: renewed, body: generic('renewed') })).status).toBe(200)
    await api.must('DELETE', `/v1/sources/${source.id}`)
    expect((await send('generic', { source: renewed, body: generic('renewed') })).status).toBe(401)
  })

  it('of another kind than its source is refused', async () => {
    const refused = await send('nginx-rtmp', { source: sources.srs, body: nginx('kind') })
    expect(JSON.parse(refused.text)).toMatchObject({ errors: [{ field: 'kind' }] })
    expect((await fetch(`${api.url}/v1/ingest/wowza`, { method: 'POST' })).status).toBe(400)
  })

  it('that is not understood is refused where that drops no publisher', async () => {
    const bad = await send('generic', { body: generic('bad', 'begin') })
    expect(bad.status).toBe(400)
    expect(JSON.parse(bad.text)).toMatchObject({ errors: [{ field: 'event' }] })
    expect((await send('mediamtx', { query: '&event=ready&path=x' })).status).toBe(400)
    expect((await send('generic', { body: '{' })).status).toBe(400)
    const before = await api.contents()
    expect(await send('srs', { body: srs('..') })).toEqual({ status: 200, text: '0' })
    expect(await send('srs', { body: '{' })).toEqual({ status: 200, text: '0' })
    expect(await send('nginx-rtmp', { body: nginx('x'.repeat(300)) })).toMatchObject({
      status: 200,
    })
    expect(await send('node-media-server', {})).toMatchObject({ status: 200 })
    expect(await api.contents()).toEqual(before)
    const metrics = await (await fetch(`${api.url}/metrics`)).text()
    expect(metrics).toMatch(/ingest_notifications_total\{kind="srs",result="invalid",.*\} 2/)
  })

  it('that is too large is not read', async () => {
    expect((await send('srs', { body: 'x'.repeat(300_000) })).status).toBe(413)
  })
})

it('accepts hundreds at once, each with a recording', async () => {
  const rule = await api.createRule({ app: 'many' })
  const names = Array.from({ length: 200 }, (_, index) => `s${index}`)
  const answers = await Promise.all(
    names.map((stream) => send('generic', { body: generic(stream, 'publish', { app: 'many' }) })),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const records = await Promise.all(names.map((name) => api.store.streams.get(named(name, 'many'))))
  expect(records.every((record) => record?.phase === 'recording')).toBe(true)
  expect(records.every((record) => record?.inForce?.ruleId === rule.id)).toBe(true)
  const ids = records.flatMap((record) => record?.recordings.map((one) => one.recordingId) ?? [])
  expect(new Set(ids).size).toBe(200)
  const recordings = await Promise.all(ids.map((id) => api.store.recordings.get(id)))
  expect(recordings.every((recording) => recording?.state === 'accepted')).toBe(true)
})

it('drops no publisher while Redis is away, tells the others, and logs no secret', async () => {
  await api.redisServer.kill()
  const dropping = ['srs', 'nginx-rtmp', 'node-media-server'] as const
  const bodies = {
    srs: srs('ill'),
    'nginx-rtmp': nginx('ill'),
    'node-media-server': nodeMediaServer('ill'),
  }
  const answers = await Promise.all(dropping.map((kind) => send(kind, { body: bodies[kind] })))
  expect(answers).toEqual([
    { status: 200, text: '0' },
    { status: 200, text: 'ok' },
    { status: 200, text: 'ok' },
  ])
  expect((await send('generic', { body: generic('ill') })).status).toBe(503)
  expect((await send('mediamtx', { query: mediaMtx('ill') })).status).toBe(503)
  const metrics = await (await fetch(`${api.url}/metrics`)).text()
  for (const kind of dropping)
    expect(metrics).toMatch(
      new RegExp(`ingest_notifications_total\\{kind="${kind}",result="failed",.*\\} 1`),
    )
  await api.redisServer.restart()
  await vi.waitFor(
    async () => expect((await send('generic', { body: generic('well') })).status).toBe(200),
    30_000,
  )
  const log = api.lines.join('')
  expect(log).toContain('nobody knows who sends a notification')
  for (const { secret } of Object.values(sources)) expect(log).not.toContain(secret)
  expect(log).not.toContain('hidden-publisher-token')
  expect(log).toContain('/v1/ingest/:kind')
})
