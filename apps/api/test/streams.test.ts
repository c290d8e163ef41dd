import type { LiveStreamView, Problem } from '@tapedeck/contracts'
import { streamPath } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, mp4Template } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'
import { domain, named, type StreamApi, startStreamApi } from './stream-fixture.ts'

let api: StreamApi
beforeAll(async () => {
  api = await startStreamApi()
  await api.createRule({ app: 'live' })
  await api.createRule({ app: 'hand', mode: 'manual', delaySeconds: 30 })
  await api.publish(named('bad', 'live'))
  await api.publish(named('bad', 'hand'))
  await api.publish(named('bad', 'unruled'))
})
afterAll(() => api.stop())

const get = (path: string): Call => ({ method: 'GET', path: `/v1/streams${path}` })
const command = (app: string, stream: string, body?: unknown): Call => ({
  method: 'POST',
  path: `${streamPath(named(stream, app))}/commands`,
  ...(body === undefined ? {} : { body }),
})
const notLive = (what: string): Refusal => [
  `${what} of a stream that is not live`,
  command('live', 'never', { command: what }),
  409,
  'STREAM_NOT_LIVE',
  null,
]
const notRecorded = (what: string): Refusal => [
  `${what} of a stream that is not recorded`,
  command('hand', 'bad', { command: what }),
  409,
  'STREAM_NOT_RECORDED',
  null,
]

const refusals: Refusal[] = [
  ['a stream of which nothing is known', get(`/${domain}/live/never`), 404, 'STREAM_UNKNOWN', null],
  invalid('a domain that is no host name', get('/a%20b/live/one'), 'domain'),
  invalid('an application of control characters', get(`/${domain}/%01/one`), 'app'),
  invalid('every stream', get(`/${domain}/live/*`), 'stream'),
  invalid('a stream over 255 bytes', get(`/${domain}/live/${'s'.repeat(256)}`), 'stream'),
  invalid('an unknown phase', get('?phase=live'), 'phase.0'),
  invalid('a list of unknown phases', get('?phase=recording,gone'), 'phase.1'),
  invalid('a question that is neither true nor false', get('?live=1'), 'live'),
  invalid('an unknown filter', get('?name=x'), 'name'),
  invalid('a made-up cursor', get('?cursor=bm9uc2Vuc2U'), 'cursor'),
  invalid('no body', command('live', 'bad'), ''),
  invalid('no command', command('live', 'bad', {}), 'command'),
  invalid('an unknown command', command('live', 'bad', { command: 'eject' }), 'command'),
  invalid('more than a command', command('live', 'bad', { command: 'stop', now: true }), 'now'),
  invalid('a command to all streams', command('live', '*', { command: 'stop' }), 'stream'),
  ...['start', 'stop', 'restart', 'pause', 'resume', 'split'].map(notLive),
  ...['stop', 'cancel_delay', 'restart', 'pause', 'resume', 'split'].map(notRecorded),
  [
    'a start of what is recorded',
    command('live', 'bad', { command: 'start' }),
    409,
    'STREAM_ALREADY_RECORDED',
    null,
  ],
  [
    'a start without a rule',
    command('unruled', 'bad', { command: 'start' }),
    422,
    'STREAM_NOT_RULED',
    null,
  ],
]

describe('a stream', () => {
  it.each(refusals)('refuses %s, and nothing changes', async (...row) => {
    await expectRefused(api, row)
  })

  it('shows of its publication no argument but the names of callback_*', async () => {
    const stream = named('args')
    const args = { token: 'hidden-1', callback_id: 'hidden-2', callback_user: 'hidden-3' }
    await api.publish(stream, { id: 'pub-args', codec: 'h264', videoKbps: 800, args })
    const answer = await api.call<LiveStreamView>({ method: 'GET', path: streamPath(stream) })
    expect(answer.body).toMatchObject({
      stream,
      phase: 'recording',
      isLive: true,
      publication: {
        id: 'pub-args',
        codec: 'h264',
        callbackArgs: ['callback_id', 'callback_user'],
      },
      inForce: { mode: 'automatic', template: { name: 'plain' } },
      recordings: [{ cause: 'rule', wish: 'run', rendition: null }],
    })
    const id = answer.body.recordings[0]?.recordingId
    const recording = await api.call({ method: 'GET', path: `/v1/recordings/${id}` })
    expect(recording.body).toMatchObject({
      stream,
      origin: { kind: 'stream', cause: 'rule', publicationId: 'pub-args' },
      rendition: null,
      pause: null,
    })
    for (const text of [answer.text, recording.text]) expect(text).not.toContain('hidden')
  })

  it('tells why it is not recorded', async () => {
    expect((await api.stream(named('bad', 'hand'))).skip?.reason).toBe('manual')
    expect((await api.stream(named('bad', 'unruled'))).skip?.reason).toBe('no_rule')
  })

  it.each(['a/b c', 'ströme', '100%', '%41', 'x?y=1&z#1', '{stream}', 'a+b', '*x', '日本語'])(
    'may be called %s',
    async (name) => {
      const stream = named(name, `app of ${name}`)
      await api.createRule({ app: stream.app, stream: stream.stream, mode: 'manual' })
      await api.publish(stream)
      const started = await api.command(stream, 'start')
      expect(started.body).toMatchObject({ stream, phase: 'recording' })
      const id = started.body.recordings[0]?.recordingId ?? ''
      const url = (await api.store.recordings.get(id))?.source.url ?? ''
      const [app, last] = new URL(url).pathname.slice(1).split('/').map(decodeURIComponent)
      expect([app, last]).toEqual([stream.app, stream.stream])
      expect(await api.stream(stream)).toMatchObject({ stream, phase: 'recording' })
    },
  )
})

type Page = { items: LiveStreamView[]; nextCursor: string | null }

it('are listed by name, page by page, and by what they are', async () => {
  const other = 'list.example.com'
  await api.createDomain({ name: other, pullUrlPattern: 'rtmp://h/{app}/{stream}' })
  await api.createRule({ domain: other, app: 'on' })
  await api.createRule({ domain: other, app: 'off', mode: 'manual' })
  const publish = (app: string, stream: string) => api.publish({ domain: other, app, stream })
  for (const stream of ['b', 'a', 'c']) await publish('on', stream)
  await publish('off', 'd')
  await publish('off', 'gone')
  await api.control.unpublish({ domain: other, app: 'off', stream: 'gone' }, null)
  const namesOf = async (query: string): Promise<string[]> => {
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/v1/streams?domain=${other}${query}${cursor && `&cursor=${cursor}`}`
      const page: Page = await api.must('GET', path)
      names.push(...page.items.map(({ stream }) => stream.stream))
      cursor = page.nextCursor
    }
    return names
  }
  expect(await namesOf('&limit=2')).toEqual(['d', 'gone', 'a', 'b', 'c'])
  expect(await namesOf('&app=on&limit=1')).toEqual(['a', 'b', 'c'])
  expect(await namesOf('&phase=unrecorded')).toEqual(['d'])
  expect(await namesOf('&phase=unrecorded,offline')).toEqual(['d', 'gone'])
  expect(await namesOf('&live=true&app=off')).toEqual(['d'])
  expect(await namesOf('&live=false')).toEqual(['gone'])
})

describe('commands', () => {
  it('start, stop and end a recording; one that has nothing to do changes nothing', async () => {
    const stream = named('cycle', 'hand')
    await api.publish(stream)
    const started = await api.command(stream, 'start')
    expect(started.body).toMatchObject({ phase: 'recording', skip: null })
    const [first] = started.body.recordings
    await advance(api.store, first?.recordingId ?? '', 'recording')
    const stopped = await api.command(stream, 'stop')
    expect(stopped.body).toMatchObject({ phase: 'stopped', recordings: [{ wish: 'stop' }] })
    expect((await api.store.recordings.get(first?.recordingId ?? ''))?.desired).toMatchObject({
      stop: null,
      pause: { stopAfterMs: 30_000 },
    })
    const again = await api.command(stream, 'stop')
    expect(again.status).toBe(200)
    expect(again.body.recordings).toEqual(stopped.body.recordings)
    const goesOn = await api.command(stream, 'start')
    expect(goesOn.body).toMatchObject({
      phase: 'recording',
      recordings: [{ recordingId: first?.recordingId, wish: 'run' }],
    })
    await api.command(stream, 'stop')
    const ended = await api.command(stream, 'cancel_delay')
    expect(ended.body).toMatchObject({ phase: 'unrecorded' })
    expect((await api.store.recordings.get(first?.recordingId ?? ''))?.desired.stop).toBe(
      'graceful',
    )
  })

  it('begin one recording when two start at once: the other is told that it is recorded', async () => {
    const stream = named('race', 'hand')
    await api.publish(stream)
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.command(stream, 'start')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
    const refused = answers.filter(({ status }) => status === 409)
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(
      new Set(['STREAM_ALREADY_RECORDED']),
    )
    const live = await api.stream(stream)
    expect(live.recordings).toHaveLength(1)
    const page = await api.must<{ items: { stream: { stream: string } }[] }>(
      'GET',
      '/v1/recordings?limit=200',
    )
    expect(page.items.filter((recording) => recording.stream.stream === 'race')).toHaveLength(1)
  })

  it('leave one winner when start and stop race', async () => {
    const stream = named('start-stop', 'hand')
    await api.publish(stream)
    const [start, stop] = await Promise.all([
      api.command(stream, 'start'),
      api.command(stream, 'stop'),
    ])
    expect(start.status).toBe(200)
    const { phase } = await api.stream(stream)
    if (stop.status === 200) expect(['stopped', 'recording']).toContain(phase)
    else expect([stop.body.code, phase]).toEqual(['STREAM_NOT_RECORDED', 'recording'])
  })
})

describe('recording now', () => {
  const record = (body: object): Call => ({ method: 'POST', path: '/v1/streams/record', body })
  const one = [named('bad', 'unruled')]
  const outputs = (storage: object) => [{ ...mp4Template.formats[0], storage }]

  it.each<Refusal>([
    invalid('no stream', record({ template: mp4Template, streams: [] }), 'streams'),
    invalid(
      'six streams',
      record({ template: mp4Template, streams: Array(6).fill(named('x')) }),
      'streams',
    ),
    invalid('no template', record({ streams: one }), 'templateId'),
    invalid(
      'two templates',
      record({ template: mp4Template, templateId: 'tpl_1', streams: one }),
      'templateId',
    ),
    invalid(
      'all streams',
      record({ template: mp4Template, streams: [named('*')] }),
      'streams.0.stream',
    ),
    invalid(
      'half a stream',
      record({ template: mp4Template, streams: [{ domain, app: 'live' }] }),
      'streams.0.stream',
    ),
    [
      'an unknown template',
      record({ templateId: 'x', streams: one }),
      404,
      'TEMPLATE_NOT_FOUND',
      'templateId',
    ],
    [
      'an output in a storage that is not configured',
      record({ template: { ...mp4Template, formats: outputs({ type: 's3' }) }, streams: one }),
      422,
      'STORAGE_NOT_CONFIGURED',
      'template.formats.0.storage',
    ],
  ])('is refused for %s, and nothing changes', async (...row) => {
    await expectRefused(api, row)
  })

  it('tells of each stream whether it is recorded, in their order', async () => {
    const template = await api.createTemplate()
    const unruled = named('now', 'unruled')
    const manual = named('now', 'hand')
    const recorded = named('now', 'live')
    for (const stream of [unruled, manual, recorded]) await api.publish(stream)
    const streams = [named('nowhere'), recorded, unruled, manual]
    type Result = { stream: object; recordingId: string | null; problem: Problem | null }
    const { results } = await api.must<{ results: Result[] }>('POST', '/v1/streams/record', {
      templateId: template.id,
      streams,
    })
    expect(results.map(({ stream }) => stream)).toEqual(streams)
    expect(results.map(({ problem }) => problem?.code ?? null)).toEqual([
      'STREAM_NOT_LIVE',
      'STREAM_ALREADY_RECORDED',
      null,
      null,
    ])
    const id = results[2]?.recordingId ?? ''
    expect(await api.must('GET', `/v1/recordings/${id}`)).toMatchObject({
      stream: unruled,
      templateId: template.id,
      origin: { kind: 'stream', cause: 'command', ruleId: null },
    })
    expect(await api.stream(unruled)).toMatchObject({
      phase: 'recording',
      recordings: [{ recordingId: id, cause: 'command' }],
    })
  })

  it('fixes the storage of each output, so that a later default does not move it', async () => {
    const stream = named('fixed', 'unruled')
    await api.publish(stream)
    const { results } = await api.must<{ results: { recordingId: string }[] }>(
      'POST',
      '/v1/streams/record',
      { template: { ...mp4Template, formats: outputs({ type: 'filesystem' }) }, streams: [stream] },
    )
    const recording = await api.store.recordings.get(results[0]?.recordingId ?? '')
    expect(recording?.template.formats[0]?.storage).toEqual({ type: 'filesystem', directory: null })
  })
})

it('logs no pull key and no argument of a publisher', () => {
  expect(api.lines.join('\n')).not.toContain('hidden')
})
