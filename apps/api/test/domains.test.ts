import type { DomainView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, mp4Template, startTestApi, type TestApi } from './api-fixture.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await api.call(post({ name: 'taken.example.com' }))
})
afterAll(() => api.stop())

const pullUrlPattern = 'rtmp://user:hidden-password@origin/{app}/{stream}?key=hidden-key'
const post = (body: object): Call => ({
  method: 'POST',
  path: '/v1/domains',
  body: { name: 'new.example.com', pullUrlPattern, ...body },
})
const put = (name: string, body: object): Call => ({
  method: 'PUT',
  path: `/v1/domains/${name}`,
  body: { pullUrlPattern, ...body },
})
const at = (method: string, name: string, body?: object): Call => ({
  method,
  path: `/v1/domains/${name}`,
  ...(body === undefined ? {} : { body }),
})

const create = async (body: object): Promise<DomainView> => {
  const answer = await api.call<DomainView>(post(body))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const pull = (title: string, pattern: unknown): Refusal =>
  invalid(`a pull URL ${title}`, post({ pullUrlPattern: pattern }), 'pullUrlPattern')
const onDemand = (title: string, body: object, field: string): Refusal =>
  invalid(title, post({ onDemand: { url: 'https://h/ask', ...body } }), `onDemand.${field}`)

const refusals: Refusal[] = [
  invalid('no name', post({ name: undefined }), 'name'),
  invalid('an empty name', post({ name: '' }), 'name'),
  invalid('a name with a scheme', post({ name: 'rtmp://live.example.com' }), 'name'),
  invalid('a name with a port', post({ name: 'live.example.com:1935' }), 'name'),
  invalid('a name with a space', post({ name: 'live example' }), 'name'),
  invalid('a name with an empty label', post({ name: 'live..example' }), 'name'),
  invalid('a name that begins with "-"', post({ name: '-live.example.com' }), 'name'),
  invalid('a label over 63 characters', post({ name: `${'x'.repeat(64)}.com` }), 'name'),
  invalid('a name over 253 characters', post({ name: Array(64).fill('abc').join('.') }), 'name'),
  invalid('the name *', post({ name: '*' }), 'name'),
  invalid('a wild card in a path', at('GET', '*.example.com'), 'name'),
  pull('that is missing', undefined),
  pull('without a stream', 'rtmp://h/{app}/all'),
  pull('with an unknown variable', 'rtmp://h/{app}/{stream}/{key}'),
  pull('with an unpaired brace', 'rtmp://h/{app}/{stream}{'),
  pull('of http', 'http://h/{app}/{stream}'),
  pull('of a file', 'file:///{app}/{stream}'),
  pull('with a space', 'rtmp://h/{app}/{stream} live=1'),
  pull('without an application', 'rtmp://h/{stream}'),
  pull('that is too long', `rtmp://h/{app}/{stream}${'x'.repeat(2048)}`),
  pull('that is a number', 7),
  pull('as it is shown', 'rtmp://***@origin/{app}/{stream}?***'),
  invalid('an unknown way of renditions', post({ renditions: 'both' }), 'renditions'),
  invalid('a webhook that is not http', post({ notifyUrl: 'ftp://h/' }), 'notifyUrl'),
  onDemand('a callback that is not http', { url: 'gopher://h/' }, 'url'),
  onDemand('a callback without an address', { url: undefined }, 'url'),
  onDemand('a callback that is not waited for', { timeoutMs: 99 }, 'timeoutMs'),
  onDemand('a callback that is waited for too long', { timeoutMs: 30_001 }, 'timeoutMs'),
  onDemand('too many retries', { retries: 6 }, 'retries'),
  onDemand('half a retry', { retries: 0.5 }, 'retries'),
  onDemand('an unknown way to fail', { onFailure: 'ask' }, 'onFailure'),
  onDemand('an unknown field of a callback', { method: 'POST' }, 'method'),
  invalid('an unknown field', post({ vhost: 'x' }), 'vhost'),
  invalid('a change of the name', put('taken.example.com', { name: 'other' }), 'name'),
  ['a name that is taken', post({ name: 'Taken.Example.COM' }), 409, 'DOMAIN_EXISTS', 'name'],
  ['an unknown domain', at('GET', 'none.example'), 404, 'DOMAIN_NOT_FOUND', null],
  ['a change of an unknown domain', put('none.example', {}), 404, 'DOMAIN_NOT_FOUND', null],
  ['the removal of an unknown one', at('DELETE', 'none.example'), 404, 'DOMAIN_NOT_FOUND', null],
  ['no key', { ...post({}), key: null }, 401, 'KEY_MISSING', null],
]

describe('a domain', () => {
  it.each(refusals)('is refused for %s, and nothing changes', async (...row) => {
    await expectRefused(api, row)
  })

  it('is stored in lower case with its defaults, and found under any case', async () => {
    const made = await create({ name: 'Live.Example.COM', onDemand: { url: 'https://h/ask' } })
    expect(made).toMatchObject({
      name: 'live.example.com',
      renditions: 'make',
      onDemand: { url: 'https://h/ask', timeoutMs: 5000, retries: 2, onFailure: 'skip' },
      notifyUrl: null,
    })
    const found = await api.call(at('GET', 'LIVE.example.com'))
    expect(found.body).toEqual(made)
  })

  it('shows neither the password nor the key of its pull URL, and logs neither', async () => {
    const { pullUrlPattern: shown } = await create({ name: 'shown.example.com' })
    expect(shown).toBe('rtmp://***@origin/{app}/{stream}?***')
    const listed = await api.call({ method: 'GET', path: '/v1/domains' })
    for (const text of [listed.text, api.lines.join('\n')]) expect(text).not.toContain('hidden')
  })

  it.each([
    ['127.0.0.1', 'an address'],
    ['localhost', 'one label'],
    ['__defaultvhost__', 'the default one of SRS'],
  ])('may be called %s: %s', async (name) => {
    expect((await create({ name })).name).toBe(name)
  })

  it('is replaced as a whole', async () => {
    const made = await create({ name: 'edit.example.com', notifyUrl: 'https://h/events' })
    const answer = await api.call<DomainView>(put('edit.example.com', { renditions: 'pull' }))
    expect(answer.body).toEqual({
      ...made,
      renditions: 'pull',
      notifyUrl: null,
      updatedAt: answer.body.updatedAt,
    })
  })

  it('is changed in what a change names, and keeps what it does not show', async () => {
    const name = 'part.example.com'
    const onDemand = { url: 'https://h/ask?token=hidden-token' }
    const made = await create({ name, onDemand, notifyUrl: 'https://h/events' })
    const change = async (body: object) => (await api.call(at('PATCH', name, body))).body
    expect(await change({ renditions: 'pull', notifyUrl: null })).toEqual({
      ...made,
      renditions: 'pull',
      notifyUrl: null,
      updatedAt: expect.any(String),
    })
    await change({ onDemand: { retries: 0 } })
    const stored = await api.store.domains.get(name)
    expect(stored).toMatchObject({ pullUrlPattern, onDemand: { ...onDemand, retries: 0 } })
    expect(await change({ onDemand: null })).toMatchObject({ onDemand: null })
    const wrong: [body: object, field: string][] = [
      [{ onDemand: { retries: 1 } }, 'onDemand.url'],
      [{ pullUrlPattern: made.pullUrlPattern }, 'pullUrlPattern'],
      [{ notifyUrl: 'ftp://h/' }, 'notifyUrl'],
      [{ name: 'other' }, 'name'],
    ]
    for (const [body, field] of wrong)
      await expectRefused(api, invalid(field, at('PATCH', name, body), field))
    const here = at('PATCH', name, { notifyUrl: 'http://127.0.0.1:9/' })
    await expectRefused(api, ['', here, 422, 'WEBHOOK_ADDRESS_REFUSED', 'notifyUrl'])
    const unknown = at('PATCH', 'none.example', {})
    await expectRefused(api, ['', unknown, 404, 'DOMAIN_NOT_FOUND', null])
  })

  it('is deleted, but not while a rule names it', async () => {
    await create({ name: 'used.example.com' })
    const rule = await api.call<{ id: string }>({
      method: 'POST',
      path: '/v1/rules',
      body: { domain: 'used.example.com', mode: 'automatic', template: mp4Template },
    })
    await expectRefused(api, ['', at('DELETE', 'used.example.com'), 409, 'DOMAIN_IN_USE', null])
    await api.call({ method: 'DELETE', path: `/v1/rules/${rule.body.id}` })
    expect((await api.call(at('DELETE', 'used.example.com'))).status).toBe(204)
    expect((await api.call(at('GET', 'used.example.com'))).status).toBe(404)
  })

  it('is created once when two ask for it at once', async () => {
    const race = post({ name: 'race.example.com' })
    const answers = await Promise.all([api.call(race), api.call(race)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it('is listed page by page', async () => {
    const all: DomainView[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/v1/domains?limit=2${cursor && `&cursor=${cursor}`}`
      const page = await api.call<{ items: DomainView[]; nextCursor: string | null }>({
        method: 'GET',
        path,
      })
      expect(page.body.items.length).toBeLessThanOrEqual(2)
      all.push(...page.body.items)
      cursor = page.body.nextCursor
    }
    const names = all.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)].sort())
    expect(names).toContain('taken.example.com')
  })
})
