import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  apiKey,
  type Call,
  liveSource,
  mp4Template,
  objectPattern,
  startTestApi,
  type TestApi,
} from './api-fixture.ts'
import { expectRefused, type Refusal } from './refusals.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  // something is there, so that a change of it would be seen
  const template = await api.createTemplate()
  await api.createRecording({ id: 'taken', template: undefined, templateId: template.id })
})
afterAll(() => api.stop())

type Row = Refusal

const recordings = { method: 'POST', path: '/v1/recordings' }
const templates = { method: 'POST', path: '/v1/templates' }
const whole = { source: liveSource, template: mp4Template }
const withSource = (url: unknown): Call => ({
  ...recordings,
  body: { ...whole, source: { type: 'rtmp', url } },
})
const withFormat = (format: object): Call => ({
  ...templates,
  body: { name: 'x', formats: [{ format: 'mp4', objectPattern, ...format }] },
})
const withSlices = (format: object): Call =>
  withFormat({ format: 'm3u8', slicePattern: '{UnixTimestamp}_{Sequence}', ...format })

const keys: Row[] = [
  ['no key', { ...recordings, body: whole, key: null }, 401, 'KEY_MISSING', null],
  ['a wrong key', { ...recordings, body: whole, key: 'wrong' }, 401, 'KEY_INVALID', null],
  ['a prefix of the key', { ...recordings, key: apiKey.slice(0, -1) }, 401, 'KEY_INVALID', null],
  [
    'another scheme',
    { ...recordings, key: null, headers: { authorization: 'Basic dGVzdA==' } },
    401,
    'KEY_MISSING',
    null,
  ],
  ['a bad body and no key', { ...recordings, raw: '{', key: null }, 401, 'KEY_MISSING', null],
  [
    'a body that is too large and no key',
    { ...recordings, raw: ' '.repeat(2 ** 20 + 1), key: null },
    401,
    'KEY_MISSING',
    null,
  ],
]

const bodies: Row[] = [
  ['a body that is not JSON', { ...recordings, raw: '{"id":' }, 400, 'BODY_NOT_JSON', null],
  ['a body with __proto__', { ...recordings, raw: '{"__proto__":{}}' }, 400, 'BODY_NOT_JSON', null],
  ['no body', { ...recordings }, 400, 'INPUT_INVALID', ''],
  ['an empty body', { ...recordings, raw: '' }, 400, 'INPUT_INVALID', ''],
  ['an array', { ...recordings, raw: '[]' }, 400, 'INPUT_INVALID', ''],
  ['null', { ...recordings, raw: 'null' }, 400, 'INPUT_INVALID', ''],
  ['deeply nested arrays', { ...recordings, raw: '['.repeat(500_000) }, 400, 'BODY_NOT_JSON', null],
  [
    'a body over 1 MiB',
    { ...recordings, raw: JSON.stringify({ name: 'x'.repeat(2 ** 20) }) },
    413,
    'BODY_TOO_LARGE',
    null,
  ],
  [
    'another content type',
    { ...recordings, body: whole, headers: { 'content-type': 'text/plain' } },
    415,
    'MEDIA_TYPE_UNSUPPORTED',
    null,
  ],
  [
    'a form',
    {
      ...recordings,
      raw: 'id=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    415,
    'MEDIA_TYPE_UNSUPPORTED',
    null,
  ],
  ['an unknown field', { ...recordings, body: { ...whole, ide: 1 } }, 400, 'INPUT_INVALID', 'ide'],
  [
    'an unknown field inside',
    { ...recordings, body: { ...whole, source: { ...liveSource, key: 'x' } } },
    400,
    'INPUT_INVALID',
    'source.key',
  ],
  ['a wrong type', { ...recordings, body: { ...whole, name: 7 } }, 400, 'INPUT_INVALID', 'name'],
  [
    'an unknown query parameter',
    { ...recordings, path: '/v1/recordings?dry=1', body: whole },
    400,
    'INPUT_INVALID',
    'dry',
  ],
]

const sources: Row[] = [
  ['http://h/a/s', 'must start with rtmp'],
  ['file:///etc/passwd', 'a file'],
  ['rtmp://h/a/s\n-i', 'a line break'],
  ['rtmp://h/a/s\u0000', 'a NUL character'],
  ['rtmp://h/a/s live=1', 'a space'],
  ['rtmp://h/a', 'no stream'],
  ['rtmp:///a/s', 'no host'],
  ['rtmp://h:99999/a/s', 'a port that is none'],
  ['concat:rtmp://h/a/s|/etc/passwd', 'another protocol'],
  ['not a url', 'no URL'],
  [`rtmp://h/a/${'s'.repeat(2048)}`, 'too many bytes'],
  [7, 'a number'],
].map(([url, title]) => [
  `a source URL with ${title}`,
  withSource(url),
  400,
  'INPUT_INVALID',
  'source.url',
])

const patterns: Row[] = [
  ['{StreamName}/{EndTime}', 'without a start time'],
  ['{RecordingId}/{EndTime}', 'with the recording and no sequence'],
  ['{StreamName}/{Sequence}', 'with a sequence and no recording'],
  ['a/../{StartTime}{EndTime}', 'with ..'],
  ['/{StartTime}{EndTime}', 'with a leading slash'],
  ['a//{StartTime}{EndTime}', 'with an empty segment'],
  ['{StartTime}{EndTime}{Nonsense}', 'with an unknown variable'],
  ['{StartTime}{EndTime', 'with an unpaired brace'],
  [`{StartTime}{EndTime}${'x'.repeat(240)}`, 'over 255 bytes'],
  [`{StartTime}{EndTime}${'ß'.repeat(120)}`, 'over 255 bytes in fewer characters'],
  ['{StartTime}{EndTime}\n', 'with a line break'],
  ['', 'of nothing'],
].map(([pattern, title]) => [
  `an object pattern ${title}`,
  withFormat({ objectPattern: pattern }),
  400,
  'INPUT_INVALID',
  'formats.0.objectPattern',
])

const inFormat = (title: string, call: Call, field: string): Row => [
  title,
  call,
  400,
  'INPUT_INVALID',
  `formats.0.${field}`,
]

const formats: Row[] = [
  inFormat('an unknown format', withFormat({ format: 'avi' }), 'format'),
  inFormat('a cycle under 5 s', withFormat({ cycleSeconds: 4 }), 'cycleSeconds'),
  inFormat('a cycle over a day', withFormat({ cycleSeconds: 86_401 }), 'cycleSeconds'),
  inFormat('a broken number of seconds', withFormat({ cycleSeconds: 7.5 }), 'cycleSeconds'),
  inFormat('a cycle as text', withFormat({ cycleSeconds: '60' }), 'cycleSeconds'),
  inFormat('a slice under 5 s', withSlices({ sliceSeconds: 4 }), 'sliceSeconds'),
  inFormat('a slice over 30 s', withSlices({ sliceSeconds: 31 }), 'sliceSeconds'),
  inFormat('no slice pattern', withFormat({ format: 'cmaf' }), 'slicePattern'),
  inFormat('slices of mp4', withFormat({ sliceSeconds: 10 }), 'sliceSeconds'),
  inFormat(
    'a slice pattern without a sequence',
    withSlices({ slicePattern: '{UnixTimestamp}' }),
    'slicePattern',
  ),
  inFormat('files of a few bytes', withFormat({ maxBytes: 1000 }), 'maxBytes'),
  [
    'no format',
    { ...templates, body: { name: 'x', formats: [] } },
    400,
    'INPUT_INVALID',
    'formats',
  ],
  [
    'a format twice',
    {
      ...templates,
      body: { name: 'x', formats: [mp4Template.formats[0], mp4Template.formats[0]] },
    },
    400,
    'INPUT_INVALID',
    'formats',
  ],
]

const field = (title: string, body: object, name: string): Row => [
  title,
  { ...recordings, body: { ...whole, ...body } },
  400,
  'INPUT_INVALID',
  name,
]

const fields: Row[] = [
  field('an id with a slash', { id: 'a/b' }, 'id'),
  field('an id of dots', { id: '..' }, 'id'),
  field('an id over 64 characters', { id: 'x'.repeat(65) }, 'id'),
  field('an empty name', { name: '' }, 'name'),
  field('both templates', { templateId: 'tpl_1' }, 'templateId'),
  field('no template', { template: undefined }, 'templateId'),
  field('a webhook that is not http', { notifyUrl: 'ftp://h/' }, 'notifyUrl'),
  field('an unknown storage', { storage: { type: 'tape' } }, 'storage.type'),
  field(
    'a directory that climbs',
    { storage: { type: 'filesystem', directory: '..' } },
    'storage.directory',
  ),
  field(
    'a directory with a slash',
    { storage: { type: 'filesystem', directory: 'a/b' } },
    'storage.directory',
  ),
  field(
    'credentials in the storage',
    { storage: { type: 's3', secretAccessKey: 'x' } },
    'storage.secretAccessKey',
  ),
  [
    'an unknown template',
    { ...recordings, body: { source: liveSource, templateId: 'tpl_none' } },
    404,
    'TEMPLATE_NOT_FOUND',
    'templateId',
  ],
  [
    'a storage that is not configured',
    { ...recordings, body: { ...whole, storage: { type: 's3', bucket: 'recordings' } } },
    422,
    'STORAGE_NOT_CONFIGURED',
    'storage',
  ],
  [
    'a template for a storage that is not configured',
    { ...templates, body: { ...mp4Template, storage: { type: 's3' } } },
    422,
    'STORAGE_NOT_CONFIGURED',
    'storage',
  ],
  [
    'an id that was used otherwise',
    { ...recordings, body: { ...whole, id: 'taken' } },
    409,
    'RECORDING_EXISTS',
    'id',
  ],
  [
    'an Idempotency-Key with a space',
    { ...recordings, body: whole, headers: { 'idempotency-key': 'a b' } },
    400,
    'INPUT_INVALID',
    'idempotency-key',
  ],
]

const get = (path: string): Call => ({ method: 'GET', path })

const addresses: Row[] = [
  ['an unknown address', get('/v1/nothing'), 404, 'ROUTE_NOT_FOUND', null],
  ['an unknown method', { method: 'PATCH', path: '/v1/recordings' }, 404, 'ROUTE_NOT_FOUND', null],
  ['a broken escape', get('/v1/recordings/%zz'), 404, 'ROUTE_NOT_FOUND', null],
  ['an unknown recording', get('/v1/recordings/none'), 404, 'RECORDING_NOT_FOUND', null],
  ['a very long id', get(`/v1/recordings/${'x'.repeat(500)}`), 404, 'RECORDING_NOT_FOUND', null],
  [
    'files of an unknown recording',
    get('/v1/recordings/none/files'),
    404,
    'RECORDING_NOT_FOUND',
    null,
  ],
  [
    'the manifest of an unknown recording',
    get('/v1/recordings/none/manifest'),
    404,
    'RECORDING_NOT_FOUND',
    null,
  ],
  [
    'events of an unknown recording',
    get('/v1/recordings/none/events'),
    404,
    'RECORDING_NOT_FOUND',
    null,
  ],
  ['an unknown template', get('/v1/templates/none'), 404, 'TEMPLATE_NOT_FOUND', null],
  [
    'a change of an unknown template',
    { method: 'PUT', path: '/v1/templates/none', body: mp4Template },
    404,
    'TEMPLATE_NOT_FOUND',
    null,
  ],
  [
    'the removal of an unknown template',
    { method: 'DELETE', path: '/v1/templates/none' },
    404,
    'TEMPLATE_NOT_FOUND',
    null,
  ],
  [
    'a stop of an unknown recording',
    { method: 'POST', path: '/v1/recordings/none/stop' },
    404,
    'RECORDING_NOT_FOUND',
    null,
  ],
  [
    'an unknown way to stop',
    { method: 'POST', path: '/v1/recordings/taken/stop', body: { mode: 'soon' } },
    400,
    'INPUT_INVALID',
    'mode',
  ],
  [
    'a split with a body',
    { method: 'POST', path: '/v1/recordings/taken/split', body: { at: 1 } },
    400,
    'INPUT_INVALID',
    'at',
  ],
  [
    'a split before the first fragment',
    { method: 'POST', path: '/v1/recordings/taken/split' },
    409,
    'RECORDING_NOT_RUNNING',
    null,
  ],
  [
    'the removal of a running recording',
    { method: 'DELETE', path: '/v1/recordings/taken?files=true' },
    409,
    'RECORDING_NOT_FINISHED',
    null,
  ],
  [
    'a removal that is not clear',
    { method: 'DELETE', path: '/v1/recordings/taken?files=yes' },
    400,
    'INPUT_INVALID',
    'files',
  ],
  ['an unknown state', get('/v1/recordings?state=done'), 400, 'INPUT_INVALID', 'state.0'],
  ['a page of nothing', get('/v1/recordings?limit=0'), 400, 'INPUT_INVALID', 'limit'],
  ['a page too large', get('/v1/recordings?limit=201'), 400, 'INPUT_INVALID', 'limit'],
  ['a limit in words', get('/v1/recordings?limit=many'), 400, 'INPUT_INVALID', 'limit'],
  ['a made-up cursor', get('/v1/recordings?cursor=bm9uc2Vuc2U'), 400, 'INPUT_INVALID', 'cursor'],
  [
    'a made-up cursor of files',
    get('/v1/recordings/taken/files?cursor=x'),
    400,
    'INPUT_INVALID',
    'cursor',
  ],
  [
    'a time that is none',
    get('/v1/recordings?createdAfter=yesterday'),
    400,
    'INPUT_INVALID',
    'createdAfter',
  ],
  ['an empty stream', get('/v1/recordings?stream='), 400, 'INPUT_INVALID', 'stream'],
  ['an unknown filter', get('/v1/recordings?status=failed'), 400, 'INPUT_INVALID', 'status'],
  [
    'a made-up event id',
    { ...get('/v1/recordings/taken/events'), headers: { 'last-event-id': 'x' } },
    400,
    'INPUT_INVALID',
    'last-event-id',
  ],
]

describe('bad input', () => {
  it.each<Row>([...keys, ...bodies, ...sources, ...patterns, ...formats, ...fields, ...addresses])(
    '%s gets a clear answer and changes nothing',
    async (...row) => {
      expect(await expectRefused(api, row)).not.toContain('secret-stream-key')
    },
  )

  it('tells what is allowed', async () => {
    const { body } = await api.call(withFormat({ format: 'avi', cycleSeconds: 4 }))
    expect(body.errors).toEqual([
      expect.objectContaining({
        field: 'formats.0.format',
        allowed: ['mp4', 'flv', 'm3u8', 'cmaf'],
      }),
      expect.objectContaining({ field: 'formats.0.cycleSeconds', allowed: ['at least 5'] }),
    ])
  })

  it('asks for a key in the way that HTTP has for it', async () => {
    const answer = await api.call({ ...recordings, key: null })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="tapedeck"')
  })

  it('logs neither keys nor stream keys', () => {
    const log = api.lines.join('\n')
    expect(log).toContain('a request was refused')
    for (const secret of [apiKey, 'secret-stream-key']) expect(log).not.toContain(secret)
  })
})
