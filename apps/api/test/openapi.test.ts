import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { documentProblems } from '../src/openapi/document-problems.ts'
import { startTestApi, type TestApi } from './api-fixture.ts'

type Operation = {
  requestBody?: { required: boolean }
  responses: Record<string, object>
  security?: []
  parameters?: { name: string; in: string }[]
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

let api: TestApi
let document: Document
beforeAll(async () => {
  api = await startTestApi()
  const answer = await api.call<Document>({ method: 'GET', path: '/openapi.json', key: null })
  document = answer.body
})
afterAll(() => api.stop())

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const result = await validator.validate(structuredClone(document))
  expect(result.errors ?? []).toEqual([])
  expect(result.valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

it('gives every route a summary, its answers and problem+json for its errors', () => {
  expect(documentProblems(document)).toEqual([])
})

it('is found lacking when a route says nothing of itself', () => {
  const broken = structuredClone(document)
  const operation = broken.paths['/v1/recordings']?.post
  if (operation === undefined) throw new Error('the route is gone')
  operation.responses = { 202: {}, 400: { description: 'wrong', content: {} } }
  expect(documentProblems(broken)).toEqual(
    expect.arrayContaining([
      'POST /v1/recordings does not say 401',
      'POST /v1/recordings 202 has no description',
      'POST /v1/recordings 400 is not application/problem+json',
    ]),
  )
})

it('describes every route that is there', () => {
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.sort()).toEqual([
    'DELETE /v1/access-keys/{id}',
    'DELETE /v1/api-keys/{id}',
    'DELETE /v1/domains/{name}',
    'DELETE /v1/recordings/{id}',
    'DELETE /v1/rules/{id}',
    'DELETE /v1/sources/{id}',
    'DELETE /v1/storages/{name}',
    'DELETE /v1/templates/{id}',
    'DELETE /v1/webhooks/endpoints/{id}',
    'GET /healthz',
    'GET /metrics',
    'GET /readyz',
    'GET /v1/access-keys',
    'GET /v1/access-keys/{id}',
    'GET /v1/api-keys',
    'GET /v1/domains',
    'GET /v1/domains/{name}',
    'GET /v1/events',
    'GET /v1/live',
    'GET /v1/recorders',
    'GET /v1/recordings',
    'GET /v1/recordings/{id}',
    'GET /v1/recordings/{id}/events',
    'GET /v1/recordings/{id}/files',
    'GET /v1/recordings/{id}/files/{fileId}/content',
    'GET /v1/recordings/{id}/manifest',
    'GET /v1/recordings/{id}/playlists/{output}.m3u8',
    'GET /v1/recordings/{id}/slices/{fileId}/{name}',
    'GET /v1/recordings/{id}/thumbnails',
    'GET /v1/recordings/{id}/timeline',
    'GET /v1/rules',
    'GET /v1/rules/match',
    'GET /v1/rules/{id}',
    'GET /v1/session',
    'GET /v1/sources',
    'GET /v1/sources/{id}',
    'GET /v1/storages',
    'GET /v1/storages/{name}',
    'GET /v1/streams',
    'GET /v1/streams/{domain}/{app}/{stream}',
    'GET /v1/templates',
    'GET /v1/templates/{id}',
    'GET /v1/webhooks/deliveries',
    'GET /v1/webhooks/deliveries/{id}',
    'GET /v1/webhooks/endpoints',
    'GET /v1/webhooks/endpoints/{id}',
    'GET /v1/webhooks/signing-secret',
    'PATCH /v1/domains/{name}',
    'PATCH /v1/rules/{id}',
    'PATCH /v1/sources/{id}',
    'PATCH /v1/templates/{id}',
    'PATCH /v1/webhooks/endpoints/{id}',
    'POST /v1/access-keys',
    'POST /v1/api-keys',
    'POST /v1/domains',
    'POST /v1/ingest/{kind}',
    'POST /v1/recorders/{id}/drain',
    'POST /v1/recorders/{id}/resume',
    'POST /v1/recordings',
    'POST /v1/recordings/{id}/files/{fileId}/check',
    'POST /v1/recordings/{id}/pause',
    'POST /v1/recordings/{id}/resume',
    'POST /v1/recordings/{id}/split',
    'POST /v1/recordings/{id}/stop',
    'POST /v1/rules',
    'POST /v1/sources',
    'POST /v1/sources/{id}/secret',
    'POST /v1/storages',
    'POST /v1/streams/record',
    'POST /v1/streams/{domain}/{app}/{stream}/commands',
    'POST /v1/templates',
    'POST /v1/webhooks/deliveries/{id}/replay',
    'POST /v1/webhooks/endpoints',
    'POST /v1/webhooks/endpoints/{id}/replay',
    'POST /v1/webhooks/endpoints/{id}/secret',
    'POST /v1/webhooks/endpoints/{id}/test',
    'PUT /v1/access-keys/{id}',
    'PUT /v1/domains/{name}',
    'PUT /v1/rules/{id}',
    'PUT /v1/sources/{id}',
    'PUT /v1/storages/{name}',
    'PUT /v1/templates/{id}',
    'PUT /v1/webhooks/endpoints/{id}',
  ])
})

it('names its schemas as people would, and holds none that no route uses', () => {
  expect(Object.keys(document.components.schemas)).toEqual([
    'AccessKey',
    'AccessKeySettings',
    'AccessKeyWithSecret',
    'ApiKey',
    'ApiKeyWithSecret',
    'Degradation',
    'Delivery',
    'DeliveryWithAttempts',
    'Domain',
    'DomainChange',
    'DomainSettings',
    'Endpoint',
    'EndpointChange',
    'EndpointSettings',
    'EndpointWithSecret',
    'Event',
    'EventLogPage',
    'File',
    'FileCheck',
    'FileTruth',
    'Format',
    'LiveSnapshot',
    'Manifest',
    'NewAccessKey',
    'NewApiKey',
    'NewDomain',
    'NewEndpoint',
    'NewRecording',
    'NewRule',
    'NewSource',
    'NewStorage',
    'NewTemplate',
    'OnDemand',
    'Pause',
    'Problem',
    'Progress',
    'RecordStreams',
    'RecordedStreams',
    'Recorder',
    'Recording',
    'RegisteredStorage',
    'RenewEndpointSecret',
    'ReplayToEndpoint',
    'ReplayedToEndpoint',
    'Rule',
    'RuleChange',
    'RuleMatch',
    'Session',
    'Source',
    'SourceChange',
    'SourceWithSecret',
    'Stop',
    'Storage',
    'StorageSettings',
    'Stream',
    'StreamCommand',
    'StreamName',
    'StreamSkippedEvent',
    'Template',
    'TemplateChange',
    'Thumbnail',
    'Timeline',
  ])
})

it('tells which bodies may be left out, and which headers count', () => {
  expect(document.paths['/v1/recordings/{id}/stop']?.post?.requestBody?.required).toBe(false)
  expect(document.paths['/v1/recordings']?.post?.requestBody?.required).toBe(true)
  const headers = document.paths['/v1/recordings']?.post?.parameters ?? []
  expect(headers.map((header) => header.name)).toEqual(['idempotency-key'])
})

it('has a readable page', async () => {
  const page = await fetch(`${api.url}/docs`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('swagger-ui')
})
