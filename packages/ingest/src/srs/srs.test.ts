import { isTapedeckError } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { jsonServer, notification, question } from '../sample-notification.ts'
import type { ServerQuestion } from '../server-question.ts'
import { srsNotifications } from './notification.ts'
import { askSrs } from './streams-api.ts'

// SRS cannot be installed here: the bodies are those of trunk/conf/full.conf (vhost hooks.callback.srs.com), with the
// fields that srs_app_http_hooks.cpp adds, and of srs_app_statistic.cpp
const published = {
  server_id: 'vid-0xk989d',
  service_id: '382k456r',
  action: 'on_publish',
  client_id: '9308h583',
  ip: '192.168.1.10',
  vhost: 'video.test.com',
  app: 'live',
  tcUrl: 'rtmp://video.test.com/live',
  stream: 'livestream',
  param: '?token=xxx&salt=yyy',
  stream_url: 'video.test.com/live/livestream',
  stream_id: 'vid-124q9y3',
}

const parse = (body: unknown) => srsNotifications.parse(notification(JSON.stringify(body)))

const problemsOf = (body: unknown): string[] => {
  try {
    parse(body)
  } catch (error) {
    if (isTapedeckError(error)) return error.problems.map(({ field }) => field)
  }
  throw new Error('was not refused')
}

describe('a callback of SRS (fixtures of its documentation)', () => {
  it('tells of a publication', () => {
    expect(parse(published)).toEqual({
      kind: 'published',
      domain: 'video.test.com',
      app: 'live',
      stream: 'livestream',
      publicationId: '9308h583',
      codec: null,
      videoKbps: null,
      args: { token: 'xxx', salt: 'yyy' },
    })
    expect(parse({ ...published, action: 'on_unpublish' })).toMatchObject({
      kind: 'unpublished',
      publicationId: '9308h583',
    })
  })

  it('takes the host of tcUrl for the default vhost, and numbers for ids', () => {
    const body = {
      ...published,
      vhost: '__defaultVhost__',
      tcUrl: 'rtmp://Live.Example.com:1935/live',
    }
    expect(parse(body)).toMatchObject({ domain: 'live.example.com' })
    expect(parse({ ...published, client_id: 1985 })).toMatchObject({ publicationId: '1985' })
    expect(parse({ ...body, tcUrl: 'rtmp://[::1]/live' })).toMatchObject({ domain: null })
    expect(parse({ ...body, tcUrl: 'not a url' })).toMatchObject({ domain: null })
  })

  it('is of no interest when somebody plays', () => {
    for (const action of ['on_connect', 'on_close', 'on_play', 'on_stop', 'on_dvr', 'on_hls'])
      expect(parse({ action, client_id: {}, app: 7 })).toEqual({ kind: 'other' })
  })

  it.each([
    ['action', { action: 7 }],
    ['action', { action: '' }],
    ['action', { action: 'x'.repeat(65) }],
    ['client_id', { client_id: null }],
    ['client_id', { client_id: 'x'.repeat(257) }],
    ['vhost', { vhost: 7 }],
    ['vhost', { vhost: 'x'.repeat(256) }],
    ['app', { app: '' }],
    ['app', { app: ['live'] }],
    ['stream', { stream: 'x'.repeat(256) }],
    ['stream', { stream: '..' }],
    ['stream', { stream: 'a\u0000b' }],
    ['param', { param: {} }],
    ['tcUrl', { tcUrl: 'x'.repeat(4097) }],
  ])('with a wrong %s is refused, naming it (%j)', (field, part) => {
    expect(problemsOf({ ...published, ...part })).toEqual([field])
  })

  it.each(['', 'null', '[]', '"x"', '{', '{"__proto__":{"action":"on_publish"}}'])(
    'that is %s is refused',
    (body) => {
      expect(() => srsNotifications.parse(notification(body))).toThrow('INPUT_INVALID')
    },
  )

  it('keeps what is sane of its arguments, and is recorded whatever they are', () => {
    const argsOf = (param: string) => {
      const event = parse({ ...published, param })
      return event.kind === 'other' ? null : event.args
    }
    expect(argsOf('?__proto__=1&constructor=2&a=1&a=2&=3')).toEqual({ a: '1' })
    expect(argsOf(`?a=${'x'.repeat(2000)}&b=1`)).toEqual({ b: '1' })
    expect(argsOf(`?${'x'.repeat(20_000)}=1`)).toEqual({})
    const many = Array.from({ length: 40 }, (_, index) => `k${index}=1`).join('&')
    expect(Object.keys(argsOf(many) ?? {})).toHaveLength(32)
  })

  it('is answered with 0', () => {
    expect(srsNotifications.answer).toMatchObject({ status: 200, body: '0' })
  })
})

const stream = (part: object = {}) => ({
  id: 'vid-124q9y3',
  name: 'livestream',
  vhost: 'vid-7s4a9',
  app: 'live',
  tcUrl: 'rtmp://a.player.example/live',
  url: 'video.test.com/live/livestream',
  live_ms: 1_700_000_000_000,
  clients: 2,
  frames: 100,
  send_bytes: 1,
  recv_bytes: 1,
  kbps: { recv_30s: 900, send_30s: 0 },
  publish: { active: true, cid: '9308h583' },
  video: { codec: 'H264', profile: 'High', level: '3.2', width: 768, height: 320 },
  audio: { codec: 'AAC', sample_rate: 44100, channel: 2, profile: 'LC' },
  ...part,
})

const ask = (asked: ServerQuestion) => askSrs(asked, 'src', new Map())

const page = (streams: object[]) => ({ code: 0, server: 'vid-0xk989d', streams })

describe('the streams of SRS (fixtures of its source)', () => {
  it('are those that are published, with the ids of their publishers', async () => {
    const server = jsonServer({
      '/api/v1/streams': page([
        stream(),
        stream({ name: 'gone', publish: { active: false, cid: 'x' } }),
        stream({ name: '..' }),
        stream({ name: 'hevc', video: { codec: 'HEVC' }, url: '/live/hevc' }),
      ]),
      '/api/v1/clients/9308h583': {
        code: 0,
        client: { tcUrl: 'rtmp://pub.example/live', publish: true },
      },
    })
    const asked = await ask(question(server, { domain: null, user: 'u', password: 'p' }))
    const common = { app: 'live', hasExactName: true, publicationId: '9308h583', videoKbps: null }
    expect(asked).toEqual({
      isComplete: true,
      streams: [
        { ...common, domain: 'video.test.com', stream: 'livestream', codec: 'h264' },
        { ...common, domain: 'pub.example', stream: 'hevc', codec: 'h265' },
      ],
    })
    const [first] = server.asked
    expect(first?.url.href).toBe('http://server.example/api/v1/streams?start=0&count=1000')
    expect(first?.headers).toEqual({ authorization: `Basic ${btoa('u:p')}` })
  })

  it('are read page by page, and said to be incomplete after ten', async () => {
    const full = page(Array.from({ length: 1000 }, (_, index) => stream({ name: `s${index}` })))
    const server = jsonServer({ '/api/v1/streams': full })
    const asked = await ask(question(server, { domain: 'd' }))
    expect(asked.isComplete).toBe(false)
    expect(asked.streams).toHaveLength(10_000)
  })

  it('cannot be had when SRS refuses or answers something else', async () => {
    for (const [answer, message] of [
      [{ code: 100 }, 'the answer is not understood: code, streams'],
      [[], 'the answer is not understood: body'],
      ['<html>', 'the server did not answer JSON'],
    ] as const)
      await expect(ask(question(jsonServer({ '/api/v1/streams': answer })))).rejects.toThrow(
        message,
      )
    await expect(ask(question(jsonServer({})))).rejects.toThrow('the server answered 404')
  })
})
