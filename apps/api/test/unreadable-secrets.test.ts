import { randomBytes } from 'node:crypto'
import type {
  AccessKeyView,
  EndpointView,
  EndpointWithSecretView,
  RegisteredStorageView,
} from '@tapedeck/contracts'
import { createStore, type Store } from '@tapedeck/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mp4Template, startTestApi, type TestApi } from './api-fixture.ts'

/** What was kept before the installation got another master key. */
let former: Store
let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  former = createStore({
    redis: api.redisServer.url,
    clock: Date.now,
    randomBytes,
    masterKey: { reveal: () => 'the master key of former times' },
  })
})
afterAll(async () => {
  await former.close()
  await api.stop()
})

const storageSettings = {
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: 'AKIDEXAMPLE',
  bucket: 'tapes',
  aliases: [],
}

const isReadable = async <T extends { isSecretReadable: boolean }>(
  path: string,
  idOf: (item: T) => string,
): Promise<Record<string, boolean>> => {
  const { status, body, text } = await api.call<{ items: T[] }>({ method: 'GET', path })
  expect(status, text).toBe(200)
  return Object.fromEntries(body.items.map((item) => [idOf(item), item.isSecretReadable]))
}

describe('of a storage whose secret cannot be read', () => {
  const path = '/v1/storages'
  const put = (body: object) =>
    api.call({ method: 'PUT', path: `${path}/locked?check=false`, body })

  it('the others are listed, it cannot be recorded to, and it is mended', async () => {
    const secretAccessKey = 'the-secret-of-the-storage'
    await former.storages.create({ ...storageSettings, name: 'locked', secretAccessKey })
    const open = { ...storageSettings, name: 'open', secretAccessKey }
    await api.call({ method: 'POST', path: `${path}?check=false`, body: open })
    const nameOf = ({ name }: RegisteredStorageView): string => name
    expect(await isReadable(path, nameOf)).toEqual({ locked: false, open: true })
    const shown = await api.call({ method: 'GET', path: `${path}/locked` })
    expect(shown.body).toMatchObject({ name: 'locked', isSecretReadable: false })
    const template = { ...mp4Template, storage: { type: 's3', storage: 'locked' } }
    const refused = await api.call({ method: 'POST', path: '/v1/templates', body: template })
    expect(refused.body).toMatchObject({
      status: 500,
      code: 'SECRET_UNREADABLE',
      detail: expect.stringContaining('The storage "locked" cannot be used'),
    })
    await api.createTemplate({ ...template, storage: { type: 's3', storage: 'open' } })
    const { region, ...settings } = storageSettings
    expect((await put(settings)).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ field: 'secretAccessKey' }],
    })
    expect((await put({ ...settings, secretAccessKey })).body).toMatchObject({
      isSecretReadable: true,
    })
    await api.createTemplate(template)
  })

  it('nothing keeps it from being removed', async () => {
    await former.storages.create({ ...storageSettings, name: 'gone', secretAccessKey: 'secret' })
    expect((await api.call({ method: 'DELETE', path: `${path}/gone` })).status).toBe(204)
  })
})

describe('of an endpoint whose secret cannot be read', () => {
  const path = '/v1/webhooks/endpoints'

  it('the others are listed, and it is mended or removed', async () => {
    const { id } = await former.endpoints.create(
      {
        name: 'locked',
        url: 'https://hooks.example.com/',
        events: null,
        filter: { templateIds: null, domains: null, tags: null },
        dialect: 'standard',
        headers: { authorization: 'Bearer of-the-receiver' },
        isEnabled: true,
      },
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    )
    const url = 'https://open.example.com/'
    const open = await api.call<EndpointWithSecretView>({ method: 'POST', path, body: { url } })
    const idOf = (endpoint: EndpointView): string => endpoint.id
    expect(await isReadable(path, idOf)).toEqual({ [id]: false, [open.body.id]: true })
    const at = (method: string, body?: object, action = '') =>
      api.call<EndpointView>({ method, path: `${path}/${id}${action}`, body })
    expect((await at('GET')).body).toMatchObject({ headers: {}, isSecretReadable: false })
    expect((await at('PATCH', { name: 'renamed' })).body).toMatchObject({ name: 'renamed' })
    expect((await at('PATCH', { headers: { 'x-team': 'a' } })).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ field: 'headers' }],
    })
    expect((await at('POST', {}, '/secret')).status).toBe(200)
    expect((await at('GET')).body.isSecretReadable).toBe(false)
    expect((await at('PUT', { url })).body).toMatchObject({ isSecretReadable: true })
    expect((await at('DELETE')).status).toBe(204)
  })
})

describe('of an access key whose secret cannot be read', () => {
  const path = '/v1/access-keys'

  it('the others are listed, and it is made anew', async () => {
    const id = 'LTAIlocked'
    await former.accessKeys.create({
      ...{ id, name: null, secret: 'the-secret-of-the-key' },
      ...{ apis: ['cdnetworks'], mode: 'write', isEnabled: true },
    })
    const open = { id: 'LTAIopen', secret: 'another-secret' }
    await api.call({ method: 'POST', path, body: open })
    const idOf = (key: AccessKeyView): string => key.id
    expect(await isReadable(path, idOf)).toEqual({ [id]: false, [open.id]: true })
    const at = (method: string, body?: object) => api.call({ method, path: `${path}/${id}`, body })
    expect((await at('GET')).body).toMatchObject({ id, isSecretReadable: false })
    expect((await at('PUT', { name: 'named' })).body).toMatchObject({ isSecretReadable: false })
    expect((await at('DELETE')).status).toBe(204)
    const body = { id, secret: 'the-secret-of-the-key' }
    expect((await api.call({ method: 'POST', path, body })).body).toMatchObject({
      isSecretReadable: true,
    })
  })
})
