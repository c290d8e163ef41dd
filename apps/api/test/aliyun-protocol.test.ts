import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  codeOf,
  imsVersion,
  liveVersion,
  openApiClient,
  openApiCore,
  popCore,
} from './aliyun-clients.ts'
import { type AliyunApi, accessKey, readKey, startAliyunApi } from './aliyun-fixture.ts'
import { rawRequest, stamp } from './aliyun-request.ts'

let api: AliyunApi
beforeAll(async () => {
  api = await startAliyunApi()
})
afterAll(() => api.stop())

const format = { Format: 'mp4', OssObjectPrefix: 'r/{JobId}/{StartTime}_{EndTime}' }

const clients = [
  ['pop-core with GET', () => popCore(api.endpoint, imsVersion)],
  ['pop-core with POST', () => popCore(api.endpoint, imsVersion, { method: 'POST' })],
  ['openapi-client with ACS3', () => openApiClient(api.endpoint, imsVersion)],
  [
    'openapi-client with HMAC-SHA1',
    () => openApiClient(api.endpoint, imsVersion, { algorithm: 'v2' }),
  ],
  ['openapi-core', () => openApiCore(api.endpoint, imsVersion)],
] as const

describe.each(clients)('%s', (title, open) => {
  it('makes, reads and lists a template', async () => {
    const call = open()
    const name = `${title}: é & "+" ~*'()`
    const made = await call('CreateLiveRecordTemplate', { Name: name, RecordFormat: [format] })
    expect(made.RequestId).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
    const { TemplateId } = made
    const got = await call('GetLiveRecordTemplate', { TemplateId })
    expect(got.RecordTemplate).toMatchObject({ TemplateId, Name: name, Type: 'custom' })
    const ids = { TemplateIds: [TemplateId, 'preset-mp4'], SortBy: 'asc' }
    const listed = await call('ListLiveRecordTemplates', ids)
    expect(listed).toMatchObject({
      TotalCount: 2,
      RecordTemplateList: [{ TemplateId: 'preset-mp4', Type: 'system' }, { TemplateId }],
    })
  })

  it('understands that a template is missing', async () => {
    const lookup = open()('GetLiveRecordTemplate', { TemplateId: 'tpl_none' })
    expect(await codeOf(lookup)).toBe('ResourceNotFound')
  })
})

it.each([
  ['pop-core', (key: typeof accessKey) => popCore(api.endpoint, imsVersion, { key })],
  ['openapi-core', (key: typeof accessKey) => openApiCore(api.endpoint, imsVersion, { key })],
])('%s understands that its key, its secret or its action is wrong', async (_title, open) => {
  const list = (key: typeof accessKey) => codeOf(open(key)('ListLiveRecordTemplates'))
  expect(await list(accessKey)).toBe('OK')
  expect(await list({ ...accessKey, id: 'nobody' })).toBe('InvalidAccessKeyId.NotFound')
  expect(await list({ ...accessKey, secret: 'wrong' })).toBe('SignatureDoesNotMatch')
  expect(await codeOf(open(accessKey)('StopLiveRecordJob'))).toBe('InvalidAction.NotFound')
})

type Change = Record<string, string | undefined>
const templates = { Action: 'ListLiveRecordTemplates', Version: imsVersion }
const lacking = (name: string): [string, { change: Change }, number, string, string] => [
  `without ${name}`,
  { change: { [name]: undefined } },
  400,
  `Missing${name}`,
  `${name} is mandatory for this action.`,
]

describe('a request', () => {
  it.each<[string, { change?: Change; spoil?: Record<string, string> }, number, string, string]>([
    ...['AccessKeyId', 'SignatureNonce', 'Timestamp', 'Action', 'Version'].map(lacking),
    ['without a signature', { spoil: { Signature: '' } }, 400, 'MissingSignature', 'Signature is'],
    [
      'of another signature method',
      { change: { SignatureMethod: 'HMAC-MD5' } },
      400,
      'InvalidSignatureMethod',
      'Specified signature method is not valid.',
    ],
    [
      'of another signature version',
      { change: { SignatureVersion: '2.0' } },
      400,
      'IncompleteSignature',
      'SignatureVersion must be 1.0.',
    ],
    [
      'that was changed after it was signed',
      { spoil: { PageNo: '2' } },
      400,
      'SignatureDoesNotMatch',
      'Specified signature is not matched with our calculation. server string to sign is:GET&%2F&',
    ],
    [
      'that is old',
      { change: { Timestamp: stamp(Date.now() - 32 * 60_000) } },
      400,
      'InvalidTimeStamp.Expired',
      'Specified time stamp or date value is expired.',
    ],
    [
      'of the future',
      { change: { Timestamp: stamp(Date.now() + 32 * 60_000) } },
      400,
      'InvalidTimeStamp.Expired',
      'Specified time stamp or date value is expired.',
    ],
    [
      'of another kind of time',
      { change: { Timestamp: 'yesterday' } },
      400,
      'InvalidTimeStamp.Format',
      'Specified time stamp or date value is not well formatted.',
    ],
    [
      'for another version',
      { change: { Version: '2014-05-26' } },
      400,
      'InvalidVersion',
      'Specified parameter Version is not valid.',
    ],
    [
      'for an action of the other product',
      { change: { Version: liveVersion } },
      404,
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.',
    ],
  ])('%s is answered so', async (_title, how, status, code, message) => {
    const answer = await rawRequest(api.endpoint, accessKey, templates, how)
    expect(answer.status).toBe(status)
    expect(answer.body.Code ?? '').toBe(code)
    expect(answer.body.Message ?? '').toContain(message)
    expect(answer.body.RequestId).toMatch(/^[0-9A-F-]{36}$/)
    expect(answer.body.HostId).toBe(new URL(api.endpoint).host)
  })

  it('works once, whichever process it is sent to', async () => {
    const other = await api.another()
    onTestFinished(() => other.stop())
    const change = { SignatureNonce: randomUUID() }
    const send = (endpoint: string) => rawRequest(endpoint, accessKey, templates, { change })
    expect((await send(api.endpoint)).status).toBe(200)
    for (const endpoint of [api.endpoint, other.endpoint]) {
      const { status, body } = await send(endpoint)
      expect([status, body.Code]).toEqual([400, 'SignatureNonceUsed'])
    }
  })

  it('with a wrong signature uses no nonce up', async () => {
    const change = { SignatureNonce: randomUUID() }
    const spoil = { Signature: 'AAAA' }
    const spoiled = await rawRequest(api.endpoint, accessKey, templates, { change, spoil })
    expect(spoiled.body.Code).toBe('SignatureDoesNotMatch')
    expect((await rawRequest(api.endpoint, accessKey, templates, { change })).status).toBe(200)
  })

  it('is refused to a key that is disabled, for another API, or may only read', async () => {
    await api.addKey({ id: 'disabled', secret: 's', isEnabled: false })
    await api.addKey({ id: 'live-only', secret: 's', apis: ['live'] })
    const codeFor = async (key: { id: string; secret: string }, params = templates) =>
      (await rawRequest(api.endpoint, key, params)).body.Code ?? 'OK'
    expect(await codeFor({ id: 'disabled', secret: 's' })).toBe('InvalidAccessKeyId.Inactive')
    expect(await codeFor({ id: 'live-only', secret: 's' })).toBe('Forbidden.RAM')
    expect(await codeFor(readKey)).toBe('OK')
    const write = { ...templates, Action: 'DeleteLiveRecordTemplate', TemplateId: 'x' }
    expect(await codeFor(readKey, write)).toBe('Forbidden.RAM')
  })

  it('too many in a second are throttled, and clients understand it', async () => {
    const key = { id: 'busy', secret: 's' }
    await api.addKey(key)
    const params = { Action: 'DescribeLiveStreamRecordIndexFiles', Version: liveVersion }
    // a slow machine may need several rounds to ask more than 15 times within a second
    const answers = await vi.waitFor(async () => {
      const round = await Promise.all(
        Array.from({ length: 60 }, () => rawRequest(api.endpoint, key, params)),
      )
      expect(round.map(({ body }) => body.Code)).toContain('Throttling.User')
      return round
    }, 60_000)
    const throttled = answers.find(({ body }) => body.Code === 'Throttling.User')
    expect(throttled?.body.Message).toBe('Request was denied due to user flow control.')
    expect(throttled?.retryAfter).toMatch(/^\d{1,4}$/)
    expect(answers.some(({ body }) => body.Code === 'MissingDomainName')).toBe(true)
    // another key, and another action, are not held up by it
    const other = { ...params, Action: 'DescribeLiveRecordConfig' }
    expect((await rawRequest(api.endpoint, key, other)).body.Code).toBe('MissingDomainName')
  })

  it('without a word of the format, or with XML, is answered in XML', async () => {
    for (const Format of [undefined, 'XML', 'xml']) {
      const answer = await rawRequest(api.endpoint, accessKey, templates, { change: { Format } })
      expect(answer.contentType).toBe('text/xml;charset=utf-8')
      expect(answer.text).toMatch(
        /^<\?xml[^>]*\?><ListLiveRecordTemplatesResponse><RequestId>[0-9A-F-]{36}<\/RequestId>/,
      )
      expect(answer.text).toContain('<TemplateId>preset-mp4</TemplateId>')
    }
    const change = { Format: 'XML', Action: 'Nothing' }
    const refused = await rawRequest(api.endpoint, accessKey, templates, { change })
    expect(refused.text).toMatch(/<Error><RequestId>.*<Code>InvalidAction.NotFound<\/Code>/)
  })

  it('elsewhere, with another method, or too large, is refused in the same form', async () => {
    const elsewhere = await fetch(`${api.endpoint}/v1/templates`)
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([
      404,
      { Code: 'InvalidAction.NotFound' },
    ])
    for (const method of ['PUT', 'DELETE']) {
      const other = await rawRequest(api.endpoint, accessKey, templates, { method })
      expect([other.status, other.body.Code]).toEqual([403, 'UnsupportedHTTPMethod'])
    }
    const large = await fetch(api.endpoint, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
    expect([large.status, await large.json()]).toMatchObject([413, { Code: 'RequestTooLarge' }])
  })

  it('leaves no secret in the log', () => {
    const log = api.lines.join('\n')
    expect(log).toContain('ListLiveRecordTemplates')
    for (const hidden of [accessKey.secret, 'Signature=', 'server string to sign'])
      expect(log).not.toContain(hidden)
  })
})

it('measures requests by their action, and names none that is not known', async () => {
  await popCore(api.endpoint, imsVersion)('ListLiveRecordTemplates', {})
  await codeOf(popCore(api.endpoint, imsVersion)('DropEverything', {}))
  await vi.waitFor(async () => {
    const shown = await api.shownMetrics()
    expect(shown).toMatch(
      /^tapedeck_http_request_duration_seconds_count\{.*api="aliyun",.*route="ListLiveRecordTemplates",status="200"/m,
    )
    expect(shown).toMatch(/^tapedeck_http_errors_total\{.*code="InvalidAction\.NotFound"/m)
    expect(shown).not.toContain('DropEverything')
  })
})
