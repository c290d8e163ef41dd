import { isTapedeckError } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { jsonServer, notification, question } from '../sample-notification.ts'
import { mediaMtxNotifications } from './notification.ts'
import { askMediaMtx } from './paths-api.ts'

// MediaMTX cannot be installed here: what curl sends is that of docs/ingest.md, with the variables as
// docs/2-features/20-hooks.md of bluenviron/mediamtx has them, and the list of paths that of api/openapi.yaml
const hook = {
  event: 'available',
  path: 'live/stage',
  query: 'key=a%26b',
  source_type: 'rtmpConn',
  source_id: '0aa37b65-4b4f-4b1c-9b1b-9e1e8e0d8a77',
}

const parse = (query: Record<string, unknown>, body = '') =>
  mediaMtxNotifications.parse(notification(body, query))

const problemsOf = (query: Record<string, unknown>): string[] => {
  try {
    parse(query)
  } catch (error) {
    if (isTapedeckError(error)) return error.problems.map(({ field }) => field)
  }
  throw new Error('was not refused')
}

describe('a hook of MediaMTX (fixtures of its documentation)', () => {
  it('tells of a publication, in the query or as a form', () => {
    const expected = {
      kind: 'published',
      domain: null,
      app: 'live',
      stream: 'stage',
      publicationId: hook.source_id,
      codec: null,
      videoKbps: null,
      args: { key: 'a&b' },
    }
    expect(parse(hook)).toEqual(expected)
    expect(parse({}, new URLSearchParams(hook).toString())).toEqual(expected)
    expect(parse({ ...hook, event: 'ready' })).toEqual(expected)
    for (const event of ['unavailable', 'notReady', 'offline'])
      expect(parse({ ...hook, event })).toEqual({ ...expected, kind: 'unpublished' })
  })

  it('has no id when MediaMTX pulls the stream itself', () => {
    expect(parse({ ...hook, source_id: '' })).toMatchObject({ publicationId: null })
    expect(parse({ ...hook, path: 'live/a/b' })).toMatchObject({ app: 'live', stream: 'a/b' })
  })

  it('is of no interest otherwise', () => {
    expect(parse({ event: 'read', path: 'x' })).toEqual({ kind: 'other' })
  })

  it.each([
    ['event', { event: undefined }],
    ['event', { event: ['available', 'available'] }],
    ['path', { path: 'stage' }],
    ['path', { path: 'live/' }],
    ['path', { path: '../stage' }],
    ['path', { path: `live/${'x'.repeat(600)}` }],
    ['source_id', { source_id: 'x'.repeat(257) }],
  ])('with a wrong %s is refused, naming it (%j)', (field, part) => {
    expect(problemsOf({ ...hook, ...part })).toEqual([field])
  })
})

const path = (part: object = {}) => ({
  name: 'live/stage',
  confName: 'all_others',
  ready: true,
  readyTime: '2026-08-22T18:57:28Z',
  available: true,
  online: true,
  source: { type: 'rtmpConn', id: hook.source_id },
  tracks: ['MPEG-4 Audio', 'H265'],
  readers: [],
  ...part,
})

describe('the paths of MediaMTX (fixtures of its OpenAPI document)', () => {
  it('are those that are online, with the ids of their sources', async () => {
    const server = jsonServer({
      '/v3/paths/list': {
        itemCount: 5,
        pageCount: 1,
        items: [
          path(),
          path({ name: 'live/away', online: false, source: null }),
          path({ name: 'plain' }),
          path({
            name: 'live/old',
            online: undefined,
            available: undefined,
            tracks: null,
            source: { id: '' },
          }),
          path({ name: 7 }),
        ],
      },
    })
    const common = { domain: null, app: 'live', hasExactName: true, videoKbps: null }
    expect(await askMediaMtx(question(server, { url: 'http://server.example/' }))).toEqual({
      isComplete: true,
      streams: [
        { ...common, stream: 'stage', publicationId: hook.source_id, codec: 'h265' },
        { ...common, stream: 'old', publicationId: null, codec: null },
      ],
    })
    expect(server.asked.map(({ url }) => url.href)).toEqual([
      'http://server.example/v3/paths/list?itemsPerPage=1000&page=0',
    ])
  })

  it('are read page by page', async () => {
    const server = jsonServer({ '/v3/paths/list': { pageCount: 3, items: [path()] } })
    expect((await askMediaMtx(question(server))).streams).toHaveLength(3)
    expect(server.asked).toHaveLength(3)
    const endless = jsonServer({ '/v3/paths/list': { pageCount: 11, items: [path()] } })
    expect((await askMediaMtx(question(endless))).isComplete).toBe(false)
  })

  it('cannot be had from something else', async () => {
    const answer = { '/v3/paths/list': { pageCount: -1, items: {} } }
    await expect(askMediaMtx(question(jsonServer(answer)))).rejects.toThrow(
      'the answer is not understood: pageCount, items',
    )
  })
})
