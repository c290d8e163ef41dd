import { afterAll, beforeAll, expect, it } from 'vitest'
import { liveSource, mp4Template, startTestApi, type TestApi } from './api-fixture.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const get = (path: string) => api.call({ method: 'GET', path, key: null })

it('answers health, readiness and metrics without a key', async () => {
  expect((await get('/healthz')).body).toEqual({ status: 'ok' })
  expect((await get('/readyz')).status).toBe(200)
  const { text, headers } = await get('/metrics')
  expect(headers.get('content-type')).toContain('text/plain')
  expect(text).toMatch(/tapedeck_http_request_duration_seconds_count\{[^}]*route="\/healthz"/)
})

it('shows the recorders that are there and the signing secret to those with a key', async () => {
  const presence = { host: 'h', capacity: 5, running: 1, updatedAtMs: 0 }
  const spool = { level: 'low' as const, usedBytes: 80, maxBytes: 100, freeBytes: 30 }
  await api.store.recorders.put({ ...presence, recorderId: 'recorder-1', spool }, 60_000)
  await api.store.recorders.put({ ...presence, recorderId: 'recorder-2' }, 60_000)
  const recorders = await api.call({ method: 'GET', path: '/v1/recorders' })
  const updatedAt = '1970-01-01T00:00:00.000Z'
  const facts = { host: 'h', capacity: 5, running: 1, updatedAt, spool: null }
  const shown = { ...facts, state: 'active' }
  expect(recorders.body).toEqual({
    items: [
      { ...shown, recorderId: 'recorder-1', spool },
      { ...shown, recorderId: 'recorder-2', spool: null },
    ],
  })
  expect((await get('/v1/webhooks/signing-secret')).status).toBe(401)
  const secret = await api.call({ method: 'GET', path: '/v1/webhooks/signing-secret' })
  expect(secret.body).toEqual({ secret: expect.stringMatching(/^whsec_/) })
})

it('notes whether a recorder is to be drained, and says where it is', async () => {
  const presence = { host: 'h', capacity: 5, running: 1, updatedAtMs: 0, recorderId: 'recorder-9' }
  const ask = async (wish: string, id = 'recorder-9') =>
    await api.call({ method: 'POST', path: `/v1/recorders/${id}/${wish}` })
  expect((await ask('drain')).body).toMatchObject({ status: 404, code: 'RECORDER_NOT_FOUND' })
  await api.store.recorders.put({ ...presence, state: 'active' }, 60_000)
  const drained = await ask('drain')
  expect([drained.status, drained.body]).toMatchObject([202, { state: 'draining', running: 1 }])
  expect(await api.store.recorders.put({ ...presence, state: 'drained' }, 60_000)).toEqual({
    isToDrain: true,
  })
  expect((await ask('drain')).body).toMatchObject({ state: 'drained' })
  expect((await ask('resume')).status).toBe(202)
  expect(await api.store.recorders.isToDrain('recorder-9')).toBe(false)
})

it('is alive but not ready while Redis is away, says so, and recovers', async () => {
  await api.redisServer.kill()
  expect((await get('/readyz')).body).toMatchObject({ status: 503, code: 'REDIS_UNAVAILABLE' })
  expect((await get('/healthz')).status).toBe(200)
  const answer = await api.call({
    method: 'POST',
    path: '/v1/recordings',
    body: { source: liveSource, template: mp4Template },
  })
  expect(answer.body).toMatchObject({ status: 503, code: 'REDIS_UNAVAILABLE' })
  await api.redisServer.restart()
  await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(200)
  expect((await api.createRecording()).state).toBe('accepted')
})
