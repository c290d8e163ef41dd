import { createHash } from 'node:crypto'
import type { SourceView, SourceWithSecretView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from './api-fixture.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'
import { domain, named, type StreamApi, startStreamApi } from './stream-fixture.ts'

let api: StreamApi
beforeAll(async () => {
  api = await startStreamApi()
})
afterAll(() => api.stop())

const poll = { url: 'http://media.example:1985', user: 'admin', password: 'hidden-poll-password' }
const post = (body: object): Call => ({
  method: 'POST',
  path: '/v1/sources',
  body: { name: 'media', kind: 'srs', domain, ...body },
})
const at = (method: string, id: string): Call => ({ method, path: `/v1/sources/${id}` })

const create = async (body: object = {}): Promise<SourceWithSecretView> => {
  const answer = await api.call<SourceWithSecretView>(post(body))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const polled = (title: string, part: object, field: string): Refusal =>
  invalid(title, post({ poll: { ...poll, ...part } }), `poll.${field}`)

const refusals: Refusal[] = [
  invalid('no name', post({ name: undefined }), 'name'),
  invalid('a name that is too long', post({ name: 'x'.repeat(129) }), 'name'),
  invalid('an unknown kind', post({ kind: 'wowza' }), 'kind'),
  invalid('a domain that is none', post({ domain: 'a b' }), 'domain'),
  invalid('no domain for MediaMTX', post({ kind: 'mediamtx', domain: undefined }), 'domain'),
  invalid(
    'no domain for Node-Media-Server',
    post({ kind: 'node-media-server', domain: undefined }),
    'domain',
  ),
  invalid('a secret', post({ secret: 'mine' }), 'secret'),
  invalid('a poll of a generic source', post({ kind: 'generic', poll }), 'poll'),
  polled('a poll of ftp', { url: 'ftp://h/' }, 'url'),
  polled('a poll of no URL', { url: 'h' }, 'url'),
  polled('a poll with credentials in the URL', { url: 'http://u:p@h/' }, 'url'),
  polled('a poll with a query', { url: 'http://h/?token=x' }, 'url'),
  polled('a poll that is too long', { url: `http://h/${'x'.repeat(2048)}` }, 'url'),
  polled('a poll too often', { intervalSeconds: 1 }, 'intervalSeconds'),
  polled('a poll too seldom', { intervalSeconds: 3601 }, 'intervalSeconds'),
  polled('a poll at a broken interval', { intervalSeconds: 2.5 }, 'intervalSeconds'),
  polled('a user with a colon', { user: 'a:b' }, 'user'),
  polled('a password without a user', { user: undefined }, 'user'),
  polled('an unknown field', { token: 'x' }, 'token'),
  invalid(
    'a poll of Node-Media-Server without a user',
    post({ kind: 'node-media-server', poll: { url: 'http://h' } }),
    'poll.user',
  ),
  [
    'a domain that is not there',
    post({ domain: 'other.example' }),
    404,
    'DOMAIN_NOT_FOUND',
    'domain',
  ],
  ['a source that is not there', at('GET', 'src_none'), 404, 'SOURCE_NOT_FOUND', null],
  ['to delete it', at('DELETE', 'src_none'), 404, 'SOURCE_NOT_FOUND', null],
  ['to replace it', { ...post({}), ...at('PUT', 'src_none') }, 404, 'SOURCE_NOT_FOUND', null],
  ['to renew its secret', at('POST', 'src_none/secret'), 404, 'SOURCE_NOT_FOUND', null],
]

describe('sources are refused:', () => {
  it.each(refusals)('%s', async (...refusal) => {
    expect(await expectRefused(api, refusal)).not.toContain('hidden-poll-password')
  })

  it('without the key of the API', async () => {
    for (const call of [post({}), at('GET', ''), at('DELETE', 'x')])
      expect((await api.call({ ...call, key: null })).status).toBe(401)
  })
})

it('are created with their defaults, and never show what is secret again', async () => {
  const created = await create({ poll })
  const { secret, ...view } = created
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(view).toEqual({
    id: expect.stringMatching(/^src_/),
    name: 'media',
    kind: 'srs',
    domain,
    poll: { url: poll.url, intervalSeconds: 5, user: 'admin', hasPassword: true },
    ingestPath: `/v1/ingest/srs?source=${created.id}`,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  })
  const shown = await api.call<SourceView>(at('GET', created.id))
  expect(shown.body).toEqual(view)
  const listed = await api.call<{ items: SourceView[] }>({ method: 'GET', path: '/v1/sources' })
  expect(listed.body.items).toContainEqual(view)
  for (const text of [shown.text, listed.text, ...api.lines]) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(poll.password)
  }
  expect((await api.contents()).join('\n')).not.toContain(secret)
  expect((await api.store.sources.get(created.id))?.secretHash).toBe(
    createHash('sha256').update(secret).digest('hex'),
  )
})

it('are replaced whole, and keep their secret', async () => {
  const created = await create({ poll })
  const before = await api.store.sources.get(created.id)
  const answer = await api.call<SourceView>({
    ...at('PUT', created.id),
    body: { name: 'renamed', kind: 'nginx-rtmp' },
  })
  expect(answer.body).toMatchObject({
    id: created.id,
    name: 'renamed',
    kind: 'nginx-rtmp',
    domain: null,
    poll: null,
  })
  expect((await api.store.sources.get(created.id))?.secretHash).toBe(before?.secretHash)
})

it('are changed in what a change names, and keep the password of their poll', async () => {
  const created = await create({ poll })
  const change = (body: object): Call => ({ ...at('PATCH', created.id), body })
  const answer = await api.call<SourceView>(change({ name: 'x', poll: { intervalSeconds: 9 } }))
  expect(answer.body).toMatchObject({ name: 'x', kind: 'srs', domain })
  expect(answer.text).not.toContain('hidden')
  const stored = await api.store.sources.get(created.id)
  expect(stored?.poll).toEqual({ ...poll, intervalSeconds: 9 })
  const without = await api.call<SourceView>(change({ poll: { user: null, password: null } }))
  expect(without.body.poll).toMatchObject({ user: null, hasPassword: false })
  const silent = await api.call<SourceView>(change({ domain: null, poll: null }))
  expect(silent.body).toMatchObject({ domain: null, poll: null })
  const wrong: [body: object, field: string][] = [
    [{ poll: { user: 'admin' } }, 'poll.url'],
    [{ kind: 'mediamtx' }, 'domain'],
    [{ secret: 'mine' }, 'secret'],
  ]
  for (const [body, field] of wrong) await expectRefused(api, invalid(field, change(body), field))
  const nowhere = change({ domain: 'other.example' })
  await expectRefused(api, ['', nowhere, 404, 'DOMAIN_NOT_FOUND', 'domain'])
  const unknown = { ...change({}), ...at('PATCH', 'src_none') }
  await expectRefused(api, ['', unknown, 404, 'SOURCE_NOT_FOUND', null])
})

it('end what they told of when they are deleted', async () => {
  const own = named('of-the-source')
  const other = named('of-another')
  const { id } = await create()
  await api.publish(own, { sourceId: id })
  await api.publish(other, { sourceId: 'src_other' })
  await api.call(at('DELETE', id))
  expect((await api.stream(own)).publication).toBeNull()
  expect((await api.stream(other)).publication).not.toBeNull()
})

it('hold their domain until they are deleted', async () => {
  await api.createDomain({ name: 'held.example', pullUrlPattern: 'rtmp://o/{app}/{stream}' })
  const created = await create({ domain: 'held.example' })
  const remove: Call = { method: 'DELETE', path: '/v1/domains/held.example' }
  expect((await api.call(remove)).body.code).toBe('DOMAIN_IN_USE')
  expect((await api.call(at('DELETE', created.id))).status).toBe(204)
  expect((await api.call(at('GET', created.id))).status).toBe(404)
  expect((await api.call(remove)).status).toBe(204)
})
