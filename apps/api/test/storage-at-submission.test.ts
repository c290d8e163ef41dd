import { createStorageResolver } from '@tapedeck/object-store'
import { freePort, type S3Server, startS3Server } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { liveSource, mp4Template, startTestApi, type TestApi } from './api-fixture.ts'

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3Server()
})
afterAll(() => s3.stop())

const start = async (change: Partial<S3Server>): Promise<TestApi> => {
  const api = await startTestApi({ s3: { ...s3, ...change } })
  onTestFinished(() => api.stop())
  return api
}

const submission = {
  method: 'POST',
  path: '/v1/recordings',
  body: { source: liveSource, template: mp4Template },
}

const storedObjects = async (): Promise<string[]> => {
  const resolver = createStorageResolver({ s3, filesystem: null, default: 's3' })
  const objects = await resolver.resolve(null).list('')
  resolver.close()
  return objects.map((object) => object.key)
}

describe('the storage at submission', () => {
  it('is written to once before a recording is accepted, and left as it was', async () => {
    const api = await start({})
    const answer = await api.call<{ storage: object }>(submission)
    expect(answer.status).toBe(202)
    expect(answer.body.storage).toEqual({ type: 's3', bucket: s3.bucket })
    expect(await storedObjects()).toEqual([])
  })

  it.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }, 'STORAGE_DENIED'],
    ['an unknown access key', { accessKeyId: 'nobody' }, 'STORAGE_DENIED'],
    ['a bucket that is not there', { bucket: 'not-there-at-all' }, 'STORAGE_NOT_FOUND'],
  ])('refuses %s and stores nothing', async (_title, change, code) => {
    const api = await start(change)
    const before = await api.contents()
    const answer = await api.call(submission)
    expect(answer.body).toMatchObject({ status: 422, code, errors: [{ field: 'storage' }] })
    expect(await api.contents()).toEqual(before)
    expect(await storedObjects()).toEqual([])
    expect(answer.text).not.toContain(s3.secretAccessKey)
  })

  it('refuses a server that cannot be reached, and names the template when that chose it', async () => {
    const api = await start({ endpoint: `http://127.0.0.1:${await freePort()}` })
    const template = await api.createTemplate({ ...mp4Template, storage: { type: 's3' } })
    const answer = await api.call({
      ...submission,
      body: { source: liveSource, templateId: template.id },
    })
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'STORAGE_UNREACHABLE',
      errors: [{ field: 'templateId' }],
    })
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(
      (await api.call<{ items: [] }>({ method: 'GET', path: '/v1/recordings' })).body.items,
    ).toEqual([])
  })

  it('tries the storage of each output, and names the one that fails', async () => {
    const api = await start({})
    const format = mp4Template.formats[0]
    const withStorage = (storage: object) => ({
      ...mp4Template,
      formats: [format, { ...format, name: 'second', storage }],
    })
    const lost = { type: 's3', bucket: 'not-there-at-all' }
    const before = await api.contents()
    const answer = await api.call({
      ...submission,
      body: { source: liveSource, template: withStorage(lost) },
    })
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'STORAGE_NOT_FOUND',
      errors: [{ field: 'template.formats.1.storage' }],
    })
    expect(await api.contents()).toEqual(before)
    const template = await api.createTemplate(withStorage(lost))
    const named = await api.call({
      ...submission,
      body: { source: liveSource, templateId: template.id },
    })
    expect(named.body).toMatchObject({
      code: 'STORAGE_NOT_FOUND',
      errors: [{ field: 'templateId' }],
    })
    const accepted = await api.createRecording({ template: withStorage({ type: 's3' }) })
    expect(accepted.template).toMatchObject({
      formats: [{ storage: null }, { storage: { type: 's3', bucket: s3.bucket } }],
    })
  })

  it('does not try the storage of renditions, which one recording does not make', async () => {
    const api = await start({})
    const [format] = mp4Template.formats
    const renditions = {
      profiles: ['sd'],
      formats: [{ ...format, storage: { type: 's3', bucket: 'not-there-at-all' } }],
    }
    const answer = await api.call({
      ...submission,
      body: { source: liveSource, template: { ...mp4Template, renditions } },
    })
    expect(answer.status).toBe(202)
  })

  it('refuses a directory that is not there', async () => {
    const api = await start({})
    const resolver = createStorageResolver({
      s3: null,
      filesystem: { rootDirectory: `${api.rootDirectory}/gone` },
      default: 'filesystem',
    })
    await expect(resolver.resolve(null).check()).rejects.toMatchObject({
      code: 'STORAGE_NOT_FOUND',
    })
  })

  it('answers a repetition of an accepted request although the storage is gone meanwhile', async () => {
    const api = await startTestApi()
    onTestFinished(() => api.stop())
    const template = await api.createTemplate()
    const request = {
      ...submission,
      body: { source: liveSource, templateId: template.id },
      headers: { 'idempotency-key': 'order-17' },
    }
    const first = await api.call<{ id: string }>(request)
    await api.call({ method: 'DELETE', path: `/v1/templates/${template.id}` })
    const again = await api.call<{ id: string }>(request)
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.body.id).toBe(first.body.id)
  })
})
