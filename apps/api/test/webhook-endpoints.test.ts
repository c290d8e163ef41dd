import {
  buildStreamSkipped,
  type DeliveryView,
  type EndpointReplayResult,
  type EndpointView,
  type EndpointWithSecretView,
} from '@tapedeck/contracts'
import { emptyEventContext } from '@tapedeck/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'

let api: TestApi
let taken: EndpointWithSecretView
beforeAll(async () => {
  api = await startTestApi()
  taken = await create({})
})
afterAll(() => api.stop())

const path = '/v1/webhooks/endpoints'
const url = 'https://user:hidden-password@hooks.example.com/in?token=hidden-token'
const post = (body: object): Call => ({ method: 'POST', path, body: { url, ...body } })
const to = (method: string, rest: string, body?: object): Call => ({
  method,
  path: `${path}/${rest}`,
  ...(body === undefined ? {} : { body }),
})
const put = (body: object): Call => to('PUT', taken.id, { url, ...body })

const create = async (body: object): Promise<EndpointWithSecretView> => {
  const answer = await api.call<EndpointWithSecretView>(post(body))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const whsec = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const refusedAddress = (title: string, address: string): Refusal => [
  `an address ${title}`,
  post({ url: address }),
  422,
  'WEBHOOK_ADDRESS_REFUSED',
  'url',
]
const missing = (title: string, call: Call): Refusal => [
  title,
  call,
  404,
  'ENDPOINT_NOT_FOUND',
  null,
]
const span = { from: '2030-01-02T00:00:00Z', to: '2030-01-01T00:00:00Z' }

const refusals = (): Refusal[] => [
  invalid('no address', { method: 'POST', path, body: {} }, 'url'),
  invalid('an address that is not http', post({ url: 'ftp://h/' }), 'url'),
  invalid('an address as it is shown', post({ url: taken.url }), 'url'),
  invalid('an address that is too long', post({ url: `https://h/${'x'.repeat(2048)}` }), 'url'),
  refusedAddress('of this host', 'http://127.0.0.1:9/'),
  refusedAddress('of a private network', 'https://10.1.2.3/'),
  refusedAddress('of instance metadata', 'http://169.254.169.254/latest'),
  refusedAddress('of this host in IPv6', 'http://[::1]/'),
  refusedAddress('in another spelling', 'http://0x7f.1/'),
  invalid('a name that is empty', post({ name: '' }), 'name'),
  invalid('a kind that is none', post({ events: ['file.lost'] }), 'events.0'),
  invalid('no kinds', post({ events: [] }), 'events'),
  invalid('an unknown filter', post({ filter: { app: ['live'] } }), 'filter.app'),
  invalid('an empty filter', post({ filter: { tags: [] } }), 'filter.tags'),
  invalid('a domain that is none', post({ filter: { domains: ['a b'] } }), 'filter.domains.0'),
  invalid('a dialect that is none', post({ dialect: 'soap' }), 'dialect'),
  invalid('a header of ours', post({ headers: { 'Webhook-Id': 'x' } }), 'headers.Webhook-Id'),
  invalid('a header of HTTP', post({ headers: { Host: 'x' } }), 'headers.Host'),
  invalid('a header with a space', post({ headers: { 'a b': 'x' } }), 'headers.a b'),
  invalid('a header over two lines', post({ headers: { a: 'x\r\nb: y' } }), 'headers.a'),
  invalid('a header that is there twice', post({ headers: { a: 'x', A: 'y' } }), 'headers.A'),
  invalid('a header as it is shown', post({ headers: { 'x-key': '***' } }), 'headers.x-key'),
  invalid('a header too long', post({ headers: { a: 'x'.repeat(1024) } }), 'headers.a'),
  invalid(
    'too many headers',
    post({ headers: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`h${n}`, 'x'])) }),
    'headers',
  ),
  invalid('two credentials', post({ headers: { Authorization: 'x' } }), 'headers.authorization'),
  invalid('a secret that is none', post({ secret: 'whsec_abc' }), 'secret'),
  invalid('no secret where there must be one', post({ secret: null }), 'secret'),
  invalid(
    'a key that is too short for the dialect',
    post({ dialect: 'aliyun-live', secret: 'short' }),
    'secret',
  ),
  invalid('a secret where there is none', post({ dialect: 'cdnetworks', secret: whsec }), 'secret'),
  invalid('an unknown field', post({ enabled: true }), 'enabled'),
  invalid('a secret in a change', put({ secret: whsec }), 'secret'),
  invalid('another dialect in a change', put({ dialect: 'aliyun-ims' }), 'dialect'),
  invalid(
    'an overlap that is too long',
    to('POST', `${taken.id}/secret`, { overlapSeconds: 30 * 86_400 + 1 }),
    'overlapSeconds',
  ),
  invalid('a replay without a time', to('POST', `${taken.id}/replay`, {}), 'from'),
  invalid('a replay of a span that ends first', to('POST', `${taken.id}/replay`, span), 'to'),
  missing('an unknown endpoint', to('GET', 'end_none')),
  missing('a change of an unknown one', to('PUT', 'end_none', { url })),
  missing('the removal of an unknown one', to('DELETE', 'end_none')),
  missing('another secret of an unknown one', to('POST', 'end_none/secret')),
  missing('a test of an unknown one', to('POST', 'end_none/test')),
  missing('a replay to an unknown one', to('POST', 'end_none/replay', { from: span.from })),
  ['no key', { ...post({}), key: null }, 401, 'KEY_MISSING', null],
]

describe('a webhook endpoint', () => {
  it('is refused for what can never work, and nothing changes', async () => {
    for (const row of refusals()) await expectRefused(api, row)
  })

  it('is stored with its defaults and found', async () => {
    const { secret, ...made } = await create({ headers: { 'X-Team': 'video' }, events: undefined })
    expect(made).toMatchObject({
      name: null,
      events: null,
      filter: { templateIds: null, domains: null, tags: null },
      dialect: 'standard',
      headers: { 'x-team': 'video' },
      isEnabled: true,
      disabled: null,
      secrets: [{ expiresAt: null }],
    })
    expect((await api.call(to('GET', made.id))).body).toEqual(made)
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })

  it('shows its secret once, and neither credentials of its address nor of its headers, nor are they logged', async () => {
    const headers = { authorization: 'Bearer hidden-header', 'x-team': 'video' }
    const plain = 'https://hooks.example.com/in?token=hidden-token'
    const made = await create({ url: plain, headers })
    const secrets = [made.secret ?? '', taken.secret ?? '', 'hidden']
    expect(made.headers).toEqual({ authorization: '***', 'x-team': 'video' })
    expect(taken.url).toBe('https://***@hooks.example.com/in?token=***')
    const again = await api.call(to('GET', made.id))
    const changed = await api.call(to('PUT', made.id, { url: plain, headers }))
    const listed = await api.call({ method: 'GET', path })
    for (const text of [again.text, changed.text, listed.text, api.lines.join('\n')])
      for (const secret of secrets) expect(text).not.toContain(secret)
    for (const text of await api.contents()) expect(text).not.toContain(made.secret)
  })

  it('is changed in part: what is absent stays, what is not shown too', async () => {
    const headers = { 'x-key': 'hidden-key', 'x-team': 'video', 'x-old': 'gone' }
    const { secret: _, ...made } = await create({ name: 'part', headers, filter: { tags: ['a'] } })
    const change = (body: object) => api.call<EndpointView>(to('PATCH', made.id, body))
    expect((await change({ isEnabled: false })).body).toEqual({
      ...made,
      isEnabled: false,
      updatedAt: expect.any(String),
    })
    const later = { name: null, filter: null, headers: { 'X-Old': null, 'X-Team': 'film' } }
    expect((await change(later)).body).toMatchObject({ name: null, filter: { tags: null } })
    expect(await api.store.endpoints.get(made.id)).toMatchObject({
      url,
      headers: { 'x-key': 'hidden-key', 'x-team': 'film' },
      isEnabled: false,
    })
    const refusals: [body: object, field: string][] = [
      [{ url: made.url }, 'url'],
      [{ headers: { 'x-key': '***' } }, 'headers.x-key'],
      [{ headers: { authorization: 'x' } }, 'headers.authorization'],
      [{ events: [] }, 'events'],
      [{ dialect: 'standard' }, 'dialect'],
    ]
    for (const [body, field] of refusals)
      await expectRefused(api, invalid(field, to('PATCH', made.id, body), field))
    await expectRefused(api, missing('an unknown one', to('PATCH', 'end_none', {})))
    const address = to('PATCH', made.id, { url: 'http://127.0.0.1:9/' })
    await expectRefused(api, ['', address, 422, 'WEBHOOK_ADDRESS_REFUSED', 'url'])
  })

  it.each([
    ['standard', whsec, whsec],
    ['aliyun-live', undefined, expect.stringMatching(/^[A-Za-z0-9]{32}$/)],
    ['aliyun-live', 'aKeyOfTheFormer1', 'aKeyOfTheFormer1'],
    ['aliyun-ims', null, null],
    ['cdnetworks', undefined, null],
  ])('of the dialect %s takes the secret %s', async (dialect, secret, expected) => {
    const made = await create({ dialect, secret })
    expect(made.secret).toEqual(expected)
    expect(made.secrets).toHaveLength(expected === null ? 0 : 1)
  })

  it('gets another secret beside the former one, and a third in its place', async () => {
    const made = await create({})
    const renew = async (body?: object) =>
      (await api.call<EndpointWithSecretView>(to('POST', `${made.id}/secret`, body))).body
    const second = await renew({ overlapSeconds: 3600 })
    expect(second.secret).not.toBe(made.secret)
    expect(second.secrets).toMatchObject([{ expiresAt: null }, { id: made.secrets[0]?.id }])
    const leftMs = Date.parse(second.secrets[1]?.expiresAt ?? '') - Date.now()
    expect(leftMs).toBeGreaterThan(3_500_000)
    expect(leftMs).toBeLessThanOrEqual(3_600_000)
    const third = await renew()
    expect(third.secrets).toMatchObject([{ expiresAt: null }, { id: second.secrets[0]?.id }])
    const brought = await renew({ overlapSeconds: 0, secret: whsec })
    expect(brought).toMatchObject({ secret: whsec, secrets: [{ expiresAt: null }] })
    expect(brought.secrets).toHaveLength(1)
  })

  it('of a dialect without signatures gets no secret', async () => {
    const { id } = await create({ dialect: 'cdnetworks' })
    await expectRefused(api, ['', to('POST', `${id}/secret`), 400, 'INPUT_INVALID', null])
    const brought = to('POST', `${id}/secret`, { secret: whsec })
    await expectRefused(api, ['', brought, 400, 'INPUT_INVALID', 'secret'])
  })

  it('is replaced as a whole, its secrets stay', async () => {
    const { secret, ...made } = await create({ name: 'a', events: ['file.created'] })
    const { body } = await api.call<EndpointView>(to('PUT', made.id, { url: 'https://h/new' }))
    expect(body).toEqual({
      ...made,
      name: null,
      events: null,
      url: 'https://h/new',
      updatedAt: body.updatedAt,
    })
    expect((await api.store.endpoints.get(made.id))?.secrets[0]?.secret).toBe(secret)
  })

  it('that was disabled by its own answer is sent nothing until it is enabled again', async () => {
    const { id } = await create({})
    await api.store.endpoints.disable(id, 'it answered 410')
    const shown = (await api.call<EndpointView>(to('GET', id))).body
    expect(shown.disabled).toMatchObject({ detail: 'it answered 410' })
    for (const call of [
      to('POST', `${id}/test`),
      to('POST', `${id}/replay`, { from: '2026-01-01T00:00:00Z' }),
    ])
      await expectRefused(api, ['', call, 409, 'ENDPOINT_DISABLED', null])
    const enabled = await api.call<EndpointView>(to('PUT', id, { url }))
    expect(enabled.body).toMatchObject({ isEnabled: true, disabled: null })
    expect((await api.call(to('POST', `${id}/test`))).status).toBe(202)
  })

  it('is removed', async () => {
    const { id } = await create({})
    expect((await api.call(to('DELETE', id))).status).toBe(204)
    expect((await api.call(to('GET', id))).status).toBe(404)
  })

  it('is listed page by page, newest first', async () => {
    const all: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = `?limit=3${cursor && `&cursor=${cursor}`}`
      const page = await api.call<{ items: EndpointView[]; nextCursor: string | null }>({
        method: 'GET',
        path: `${path}${query}`,
      })
      all.push(...page.body.items.map(({ id }) => id))
      cursor = page.body.nextCursor
    }
    expect(all).toEqual([...new Set(all)].toSorted().toReversed())
    expect(all).toContain(taken.id)
  })
})

it('a test is a delivery that wakes a notifier', async () => {
  const { id } = await create({})
  const before = await api.producer.deliver.counts()
  const answer = await api.call<DeliveryView>(to('POST', `${id}/test`))
  expect(answer.status).toBe(202)
  expect(answer.body).toMatchObject({
    type: 'endpoint.test',
    receiver: { kind: 'endpoint', endpointId: id },
    recordingId: null,
    state: 'pending',
    lastAttempt: null,
  })
  const found = await api.call({ method: 'GET', path: answer.headers.get('location') ?? '' })
  expect(found.body).toMatchObject({ id: answer.body.id, attempts: [] })
  expect((await api.producer.deliver.counts()).waiting).toBe(before.waiting + 1)
  const again = await api.call<DeliveryView>(to('POST', `${id}/test`))
  expect(again.body.eventId).not.toBe(answer.body.eventId)
})

describe('a replay of a span', () => {
  const replay = async (id: string, body: object): Promise<EndpointReplayResult> => {
    const answer = await api.call<EndpointReplayResult>(to('POST', `${id}/replay`, body))
    expect(answer.status, answer.text).toBe(202)
    return answer.body
  }
  const deliveriesOf = async (id: string): Promise<DeliveryView[]> =>
    (
      await api.call<{ items: DeliveryView[] }>({
        method: 'GET',
        path: `/v1/webhooks/deliveries?endpointId=${id}`,
      })
    ).body.items

  it('queues what the endpoint asks for, and not what was before or after', async () => {
    const run = async (tags: string[]): Promise<string> => {
      const { id } = await api.createRecording({ tags })
      await advance(api.store, id, 'completed')
      return id
    }
    await run(['wanted'])
    const lastMs = Number((await api.store.eventLog.list(null, 1000)).at(-1)?.entryId.split('-')[0])
    await expect.poll(Date.now).toBeGreaterThan(lastMs)
    const wanted = await run(['wanted'])
    await run(['other'])
    const { id } = await create({
      filter: { tags: ['wanted'] },
      events: ['recording.started', 'recording.completed'],
    })
    const from = new Date(lastMs + 1).toISOString()
    expect(await replay(id, { from })).toEqual({ queued: 2, nextCursor: null })
    const made = await deliveriesOf(id)
    // deliveries made in one millisecond are listed in no order; the store's tests look at the lane's
    expect(made.map(({ type }) => type).sort()).toEqual([
      'recording.completed',
      'recording.started',
    ])
    expect(new Set(made.map(({ recordingId }) => recordingId))).toEqual(new Set([wanted]))
    // what still is to be sent is not sent twice
    expect(await replay(id, { from })).toEqual({ queued: 2, nextCursor: null })
    expect(await deliveriesOf(id)).toHaveLength(2)
    expect(await replay(id, { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' })).toEqual({
      queued: 0,
      nextCursor: null,
    })
  })

  it('looks at a bounded number of events, and goes on from where it was', async () => {
    const stream = { domain: 'live.example.com', app: 'live', stream: 'many' }
    const skip = { reason: 'callback_failed', detail: 'd', ruleId: null } as const
    const events = Array.from({ length: 1001 }, (_, index) =>
      buildStreamSkipped(stream, { ...skip, publicationId: `pub_${index}` }, 0),
    )
    await Promise.all(events.map((event) => api.store.eventLog.add(event, emptyEventContext)))
    const { id } = await create({ events: ['stream.skipped'] })
    const from = '2026-01-01T00:00:00Z'
    const first = await replay(id, { from })
    expect(first).toEqual({ queued: 1000, nextCursor: expect.any(String) })
    expect(await replay(id, { from, cursor: first.nextCursor })).toEqual({
      queued: 1,
      nextCursor: null,
    })
  })
})
