import type { ApiKeyView, ApiKeyWithSecretView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiKey, startTestApi, type TestApi } from './api-fixture.ts'
import { expectRefused, type Refusal } from './refusals.ts'

let api: TestApi
let read: ApiKeyWithSecretView
let admin: ApiKeyWithSecretView
beforeAll(async () => {
  api = await startTestApi()
  read = await create({ name: 'dashboard', scope: 'read' })
  admin = await create({ name: 'deploy', scope: 'admin' })
})
afterAll(() => api.stop())

const path = '/v1/api-keys'
const create = async (body: object) =>
  (await api.call<ApiKeyWithSecretView>({ method: 'POST', path, body })).body
const as = (key: string, method: string, at: string, body?: object) =>
  api.call({ method, path: at, key, ...(body === undefined ? {} : { body }) })

const post = (body: object) => ({ method: 'POST', path, body })
const refusals: Refusal[] = [
  ['no name', post({ scope: 'read' }), 400, 'INPUT_INVALID', 'name'],
  ['another scope', post({ name: 'a', scope: 'write' }), 400, 'INPUT_INVALID', 'scope'],
  ['a key of its own', post({ name: 'a', scope: 'read', key: 'x' }), 400, 'INPUT_INVALID', 'key'],
  [
    'an unknown key',
    { method: 'DELETE', path: `${path}/key_none` },
    404,
    'API_KEY_NOT_FOUND',
    null,
  ],
]

describe('a key of the API', () => {
  it('is refused for what is not valid, and nothing changes', async () => {
    for (const row of refusals) await expectRefused(api, row)
  })

  it('is shown once, and kept as a hash', async () => {
    expect(read).toMatchObject({ name: 'dashboard', scope: 'read' })
    expect(read.key).toMatch(/^tdk_[A-Za-z0-9]{48}$/)
    const listed = await api.call<{ items: ApiKeyView[] }>({ method: 'GET', path })
    expect(listed.body.items.map(({ id }) => id)).toEqual([admin.id, read.id])
    for (const text of [listed.text, api.lines.join('\n'), ...(await api.contents())])
      expect(text).not.toContain(read.key)
  })

  it('tells whose it is', async () => {
    const session = async (key: string) => (await as(key, 'GET', '/v1/session')).body
    expect(await session(read.key)).toEqual({ keyId: read.id, name: 'dashboard', scope: 'read' })
    expect(await session(admin.key)).toEqual({ keyId: admin.id, name: 'deploy', scope: 'admin' })
    expect(await session(apiKey)).toEqual({ keyId: null, name: 'TAPEDECK_API_KEY', scope: 'admin' })
  })

  it('is refused once it is removed, and so is one that only begins like it', async () => {
    const { id, key } = await create({ name: 'short', scope: 'admin' })
    expect((await as(key, 'GET', '/v1/session')).status).toBe(200)
    const forged = `${key.slice(0, 20)}${'x'.repeat(32)}`
    expect((await as(forged, 'GET', '/v1/session')).body).toMatchObject({ code: 'KEY_INVALID' })
    expect((await as(admin.key, 'DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await as(key, 'GET', '/v1/session')).body).toMatchObject({ code: 'KEY_INVALID' })
  })
})

type Operation = { operationId: string; security?: [] }
type Document = { paths: Record<string, Record<string, Operation>> }

/** The route with something in the place of every parameter. */
const filledIn = (route: string): string => route.replaceAll(/\{[^}]+\}/g, 'x')

/** Every documented route that asks for a key. */
const keyedRoutes = async (): Promise<{ method: string; route: string; id: string }[]> => {
  const { body } = await api.call<Document>({ method: 'GET', path: '/openapi.json', key: null })
  return Object.entries(body.paths).flatMap(([route, item]) =>
    Object.entries(item)
      .filter(([, { security }]) => security === undefined)
      .map(([method, { operationId }]) => ({ method, route, id: operationId })),
  )
}

it('is asked for by every route but those of health and ingest', async () => {
  const routes = await keyedRoutes()
  expect(routes.length).toBeGreaterThan(60)
  for (const { method, route } of routes) {
    const call = { method: method.toUpperCase(), path: filledIn(route) }
    const codes = [await api.call({ ...call, key: null }), await api.call({ ...call, key: 'x' })]
    expect([route, ...codes.map(({ body }) => body.code)]).toEqual([
      route,
      'KEY_MISSING',
      'KEY_INVALID',
    ])
  }
})

describe('a key that may only read', () => {
  it('reads, and is refused by every route that changes something or shows a secret', async () => {
    const before = await api.contents()
    const refusedReads: string[] = []
    for (const { method, route, id } of await keyedRoutes()) {
      // it never ends
      if (id === 'followLive') continue
      const answer = await as(read.key, method.toUpperCase(), filledIn(route))
      const isRefused = answer.status === 403 && answer.body.code === 'KEY_READ_ONLY'
      if (method !== 'get') expect([method, route, isRefused]).toEqual([method, route, true])
      else if (isRefused) refusedReads.push(route)
    }
    expect(refusedReads).toEqual(['/v1/webhooks/signing-secret'])
    expect(await api.contents()).toEqual(before)
  })

  it('is told of in the document where it is refused', async () => {
    const { body } = await api.call<{
      paths: Record<string, Record<string, { responses: Record<string, object> }>>
    }>({ method: 'GET', path: '/openapi.json', key: null })
    const refusals = (route: string, method: string) =>
      body.paths[route]?.[method]?.responses['403'] ?? null
    expect(refusals('/v1/templates', 'post')).not.toBeNull()
    expect(refusals('/v1/webhooks/signing-secret', 'get')).not.toBeNull()
    expect(refusals('/v1/templates', 'get')).toBeNull()
  })

  it('is refused before the body is read', async () => {
    const answer = await api.call({ method: 'POST', path, raw: '{', key: read.key })
    expect(answer.body).toMatchObject({ status: 403, code: 'KEY_READ_ONLY' })
  })
})
