import type { AccessKeyView, AccessKeyWithSecretView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, startTestApi, type TestApi } from './api-fixture.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await create({ id: 'LTAItaken', secret: 'the-former-secret' })
})
afterAll(() => api.stop())

const path = '/v1/access-keys'
const post = (body: object): Call => ({ method: 'POST', path, body })
const at = (method: string, id: string, body?: object): Call => ({
  method,
  path: `${path}/${id}`,
  ...(body === undefined ? {} : { body }),
})
const create = async (body: object): Promise<AccessKeyWithSecretView> => {
  const answer = await api.call<AccessKeyWithSecretView>(post(body))
  expect(answer.status, answer.text).toBe(201)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.body
}

const missing = (title: string, call: Call): Refusal => [
  title,
  call,
  404,
  'ACCESS_KEY_NOT_FOUND',
  null,
]
const refusals: Refusal[] = [
  invalid('an id without a secret', post({ id: 'LTAInew' }), 'secret'),
  invalid('a secret without an id', post({ secret: 'a-secret-of-old' }), 'id'),
  invalid('an id with a slash', post({ id: 'a/bcd', secret: 'a-secret-of-old' }), 'id'),
  invalid('a secret that is short', post({ id: 'LTAInew', secret: 'short' }), 'secret'),
  invalid('a secret with a space', post({ id: 'LTAInew', secret: 'a secret of old' }), 'secret'),
  invalid('no API', post({ apis: [] }), 'apis'),
  invalid('an unknown API', post({ apis: ['vod'] }), 'apis.0'),
  invalid('an unknown mode', post({ mode: 'admin' }), 'mode'),
  invalid('another secret', at('PUT', 'LTAItaken', { secret: 'another-one' }), 'secret'),
  [
    'an id that is taken',
    post({ id: 'LTAItaken', secret: 'another-secret' }),
    409,
    'ACCESS_KEY_EXISTS',
    'id',
  ],
  missing('an unknown key', at('GET', 'TDAKnone')),
  missing('a change of an unknown key', at('PUT', 'TDAKnone', {})),
  missing('the removal of an unknown key', at('DELETE', 'TDAKnone')),
  ['no key', { ...post({}), key: null }, 401, 'KEY_MISSING', null],
]

describe('an access key', () => {
  it('is refused for what is not valid, and nothing changes', async () => {
    for (const row of refusals) await expectRefused(api, row)
  })

  it('is made with its defaults, and its secret is shown once', async () => {
    const { secret, ...made } = await create({})
    expect(made).toMatchObject({
      id: expect.stringMatching(/^TDAK[A-Za-z0-9]{16}$/),
      name: null,
      apis: ['ims', 'live', 'cdnetworks'],
      mode: 'write',
      isEnabled: true,
    })
    expect(secret).toMatch(/^[A-Za-z0-9]{30}$/)
    const shown = await api.call(at('GET', made.id))
    expect(shown.body).toEqual(made)
    const listed = await api.call({ method: 'GET', path })
    for (const text of [shown.text, listed.text, api.lines.join('\n'), ...(await api.contents())])
      expect(text).not.toContain(secret)
    expect((await api.store.accessKeys.get(made.id))?.secret).toBe(secret)
  })

  it('is brought along from the former provider', async () => {
    const brought = { id: 'LTAI5tFormerKey', secret: 'theSecretThatClientsHave' }
    expect(await create(brought)).toMatchObject(brought)
  })

  it('is replaced but for its id and secret', async () => {
    const { secret, ...made } = await create({ name: 'a' })
    const answer = await api.call<AccessKeyView>(
      at('PUT', made.id, { apis: ['live'], mode: 'read', isEnabled: false }),
    )
    const { updatedAt } = answer.body
    const changed = { name: null, apis: ['live'], mode: 'read', isEnabled: false, updatedAt }
    expect(answer.body).toEqual({ ...made, ...changed })
    expect((await api.store.accessKeys.get(made.id))?.secret).toBe(secret)
  })

  it('is removed', async () => {
    const { id } = await create({})
    expect((await api.call(at('DELETE', id))).status).toBe(204)
    expect((await api.call(at('GET', id))).status).toBe(404)
  })

  it('is listed page by page', async () => {
    const all: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = `?limit=2${cursor && `&cursor=${cursor}`}`
      const page = await api.call<{ items: AccessKeyView[]; nextCursor: string | null }>({
        method: 'GET',
        path: `${path}${query}`,
      })
      all.push(...page.body.items.map(({ id }) => id))
      cursor = page.body.nextCursor
    }
    expect(new Set(all).size).toBe(all.length)
    expect(all).toContain('LTAItaken')
  })
})
