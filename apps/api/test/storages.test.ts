import type { RecordingView, RegisteredStorageView, TemplateView } from '@tapedeck/contracts'
import {
  createTestBucket,
  freePort,
  hasRealS3,
  type S3Server,
  startS3Server,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, liveSource, mp4Template, startTestApi, type TestApi } from './api-fixture.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'

let s3: S3Server
let api: TestApi
let bucket: string
const isReal = await hasRealS3()
beforeAll(async () => {
  s3 = await startS3Server()
  bucket = isReal ? await createTestBucket(s3) : s3.bucket
  api = await startTestApi()
})
afterAll(async () => {
  await api.stop()
  await s3.stop()
})

const settings = () => ({
  endpoint: s3.endpoint,
  region: s3.region,
  accessKeyId: s3.accessKeyId,
  secretAccessKey: s3.secretAccessKey,
})
const path = '/v1/storages'
const post = (body: object, query = ''): Call => ({
  method: 'POST',
  path: `${path}${query}`,
  body: { ...settings(), ...body },
})
const put = (name: string, body: object, query = ''): Call => ({
  method: 'PUT',
  path: `${path}/${name}${query}`,
  body,
})
const at = (method: string, name: string): Call => ({ method, path: `${path}/${name}` })

const register = async (body: object): Promise<RegisteredStorageView> => {
  const answer = await api.call<RegisteredStorageView>(post(body))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const withStorage = (storage: object) => ({ ...mp4Template, storage })

describe('registered storages', () => {
  it('are tried, shown without their secret, and listed by name', async () => {
    const created = await register({ name: 'shown', bucket, aliases: ['OSS-one.example.com'] })
    expect(created).toEqual({
      name: 'shown',
      endpoint: s3.endpoint,
      region: s3.region,
      forcePathStyle: true,
      accessKeyId: s3.accessKeyId,
      bucket,
      aliases: ['oss-one.example.com'],
      isSecretReadable: true,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
    await register({ name: 'another' })
    const shown = await api.call(at('GET', 'shown'))
    expect(shown.body).toEqual(created)
    type Page = { items: RegisteredStorageView[]; nextCursor: string | null }
    const first = await api.call<Page>({ method: 'GET', path: `${path}?limit=1` })
    const next = await api.call<Page>({
      method: 'GET',
      path: `${path}?cursor=${first.body.nextCursor}`,
    })
    expect([...first.body.items, ...next.body.items].map(({ name }) => name)).toEqual([
      'another',
      'shown',
    ])
    expect(next.body.nextCursor).toBeNull()
    for (const text of [shown.text, first.text, next.text, ...api.lines, ...(await api.contents())])
      expect(text).not.toContain(s3.secretAccessKey)
  })

  it('are refused under a name or an alias that is taken', async () => {
    await register({ name: 'first', aliases: ['first.example.com'] })
    expect((await api.call(post({ name: 'first' }))).body).toMatchObject({
      status: 409,
      code: 'REGISTERED_STORAGE_EXISTS',
      errors: [{ field: 'name' }],
    })
    const aliases = ['free.example.com', 'first.example.com']
    expect((await api.call(post({ name: 'second', aliases }))).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ field: 'aliases.1' }],
    })
    const own = { ...settings(), aliases: ['first.example.com'] }
    expect((await api.call(put('first', own))).status).toBe(200)
  })

  it('keep their secret when they are replaced without one, but not for another key id', async () => {
    await register({ name: 'kept' })
    const { secretAccessKey: _, ...rest } = settings()
    const answer = await api.call<RegisteredStorageView>(put('kept', { ...rest, bucket }))
    expect(answer.body).toMatchObject({ name: 'kept', bucket })
    expect((await api.store.storages.get('kept'))?.secretAccessKey).toBe(s3.secretAccessKey)
    expect((await api.call(put('kept', { ...rest, accessKeyId: 'other' }))).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ field: 'secretAccessKey' }],
    })
  })

  it('that cannot be reached are refused, unless they are not to be tried', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`
    const away = { name: 'away', endpoint, bucket }
    expect((await api.call(post(away))).body).toMatchObject({
      code: 'STORAGE_UNREACHABLE',
      errors: [{ field: 'endpoint' }],
    })
    expect((await api.call(post(away, '?check=false'))).status).toBe(201)
  })

  it.runIf(isReal)('whose keys or bucket are wrong are refused', async () => {
    const wrong = { name: 'wrong', bucket, secretAccessKey: 'not-the-secret' }
    const denied = await api.call(post(wrong))
    expect(denied.body).toMatchObject({
      code: 'STORAGE_DENIED',
      errors: [{ field: 'secretAccessKey' }],
    })
    expect(denied.text).not.toContain('not-the-secret')
    const gone = await api.call(post({ name: 'wrong', bucket: 'not-there-at-all' }))
    expect(gone.body).toMatchObject({ code: 'STORAGE_NOT_FOUND', errors: [{ field: 'bucket' }] })
    expect((await api.call(at('GET', 'wrong'))).body.code).toBe('REGISTERED_STORAGE_NOT_FOUND')
  })

  it.each(['GET', 'DELETE'])('that are not there are not found: %s', async (method) => {
    expect((await api.call(at(method, 'nobody'))).body).toMatchObject({
      status: 404,
      code: 'REGISTERED_STORAGE_NOT_FOUND',
    })
  })
})

describe('what names a registered storage', () => {
  const unknown = { type: 's3', storage: 'unheard-of', bucket: 'tapes' }
  const [format] = mp4Template.formats
  it.each<[string, Call, string]>([
    [
      'a template',
      { method: 'POST', path: '/v1/templates', body: withStorage(unknown) },
      'storage',
    ],
    [
      'an output of a template',
      {
        method: 'POST',
        path: '/v1/templates',
        body: { ...mp4Template, formats: [{ ...format, storage: unknown }] },
      },
      'formats.0.storage',
    ],
    [
      'a recording',
      {
        method: 'POST',
        path: '/v1/recordings',
        body: { source: liveSource, template: mp4Template, storage: unknown },
      },
      'storage',
    ],
    [
      'the template of a recording',
      {
        method: 'POST',
        path: '/v1/recordings',
        body: { source: liveSource, template: withStorage(unknown) },
      },
      'template.storage',
    ],
  ])('is refused when it is not there: %s', async (_title, call, field) => {
    const before = await api.contents()
    expect((await api.call(call)).body).toMatchObject({
      status: 422,
      code: 'STORAGE_NOT_CONFIGURED',
      errors: [{ field, message: 'There is no storage of the name "unheard-of".' }],
    })
    expect(await api.contents()).toEqual(before)
  })

  it('is refused when neither names a bucket', async () => {
    await register({ name: 'bare' })
    const storage = { type: 's3', storage: 'bare' }
    const body = { source: liveSource, template: mp4Template, storage }
    expect((await api.call({ method: 'POST', path: '/v1/recordings', body })).body).toMatchObject({
      code: 'STORAGE_NOT_CONFIGURED',
      errors: [{ field: 'storage' }],
    })
  })

  it('keeps the bucket that the storage has then, and holds the storage', async () => {
    await register({ name: 'held', bucket })
    const storage = { type: 's3', storage: 'held' }
    const template = await api.createTemplate(withStorage(storage))
    const recording = await api.createRecording({ template: undefined, templateId: template.id })
    expect(recording.storage).toEqual({ type: 's3', bucket, storage: 'held' })
    await api.call<TemplateView>({ method: 'DELETE', path: `/v1/templates/${template.id}` })
    expect((await api.call(at('DELETE', 'held'))).body).toMatchObject({
      status: 409,
      code: 'REGISTERED_STORAGE_IN_USE',
    })
    const stop = { method: 'POST', path: `/v1/recordings/${recording.id}/stop` }
    expect((await api.call<RecordingView>(stop)).body.state).toBe('canceled')
    expect((await api.call(at('DELETE', 'held'))).status).toBe(204)
    const files = { method: 'GET', path: `/v1/recordings/${recording.id}/files` }
    expect((await api.call(files)).status).toBe(200)
  })
})

const refused = (body: object): Call => ({
  method: 'POST',
  path,
  body: {
    ...{ endpoint: 'http://127.0.0.1:9', accessKeyId: 'id', secretAccessKey: 'hidden-secret' },
    ...body,
  },
})
const refusals: Refusal[] = [
  invalid('no name', refused({ name: undefined }), 'name'),
  invalid('a name in capitals', refused({ name: 'Studio' }), 'name'),
  invalid('a name that ends in "-"', refused({ name: 'studio-' }), 'name'),
  invalid('an endpoint of ftp', refused({ name: 'a', endpoint: 'ftp://h' }), 'endpoint'),
  invalid('an endpoint with keys', refused({ name: 'a', endpoint: 'http://u:p@h' }), 'endpoint'),
  invalid(
    'an endpoint with a query',
    refused({ name: 'a', endpoint: 'http://h/?x=1' }),
    'endpoint',
  ),
  invalid(
    'a secret with a space',
    refused({ name: 'a', secretAccessKey: 'a b' }),
    'secretAccessKey',
  ),
  invalid('no secret', refused({ name: 'a', secretAccessKey: undefined }), 'secretAccessKey'),
  invalid('an alias with a path', refused({ name: 'a', aliases: ['h/x'] }), 'aliases.0'),
  invalid('a bucket that is none', refused({ name: 'a', bucket: 'A' }), 'bucket'),
  invalid('an unknown field', refused({ name: 'a', secret: 'x' }), 'secret'),
]

it.each(refusals)('a registration with %s is refused', async (...refusal) => {
  expect(await expectRefused(api, refusal)).not.toContain('hidden-secret')
})
