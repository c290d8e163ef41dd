import type { RuleView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, mp4Template, objectPattern } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'
import { domain, named, type StreamApi, startStreamApi } from './stream-fixture.ts'

let api: StreamApi
let taken: RuleView
beforeAll(async () => {
  api = await startStreamApi()
  taken = await api.createRule({ app: 'taken' })
})
afterAll(() => api.stop())

const post = (body: object): Call => ({
  method: 'POST',
  path: '/v1/rules',
  body: { domain, app: 'new', stream: 'one', mode: 'automatic', template: mp4Template, ...body },
})
const at = (method: string, id: string, body?: object): Call => ({
  method,
  path: `/v1/rules/${id}`,
  body,
})
const whole = { domain, mode: 'automatic', template: mp4Template }

const field = (title: string, body: object, name: string): Refusal =>
  invalid(title, post(body), name)
const window = (title: string, start: unknown, end: unknown, name: string): Refusal =>
  field(title, { window: { start, end } }, name)
const tape = { type: 's3' }
const format = { format: 'mp4', objectPattern }
const unconfigured = (title: string, template: object, name: string): Refusal => [
  title,
  post({ template: { ...mp4Template, ...template } }),
  422,
  'STORAGE_NOT_CONFIGURED',
  name,
]

const refusals: Refusal[] = [
  field('no domain', { domain: undefined }, 'domain'),
  field('a domain that is no host name', { domain: 'a b' }, 'domain'),
  field('every domain', { domain: '*' }, 'domain'),
  field('an empty application', { app: '' }, 'app'),
  field('an application with a line break', { app: 'a\nb' }, 'app'),
  field('an application over 255 bytes', { app: 'ß'.repeat(128) }, 'app'),
  field('an application that is half a character', { app: '\ud800' }, 'app'),
  field('an application of dots', { app: '..' }, 'app'),
  field('an empty stream', { stream: '' }, 'stream'),
  field('a stream that is a number', { stream: 7 }, 'stream'),
  field('a stream of every application', { app: '*' }, 'stream'),
  field('a stream of no application', { app: undefined }, 'stream'),
  field('no mode', { mode: undefined }, 'mode'),
  field('an unknown mode', { mode: 'sometimes' }, 'mode'),
  field('no template', { template: undefined }, 'templateId'),
  field('two templates', { templateId: 'tpl_1' }, 'templateId'),
  field(
    'a template without outputs',
    { template: { ...mp4Template, formats: [] } },
    'template.formats',
  ),
  field('a delay under 15 s', { delaySeconds: 14 }, 'delaySeconds'),
  field('a delay over 6 h', { delaySeconds: 21_601 }, 'delaySeconds'),
  field('a delay as text', { delaySeconds: '60' }, 'delaySeconds'),
  field('a switch that is none', { isEnabled: 'yes' }, 'isEnabled'),
  field('a callback of an automatic rule', { onDemand: { url: 'https://h/' } }, 'onDemand'),
  field(
    'a callback that is not http',
    { mode: 'on-demand', onDemand: { url: 'x' } },
    'onDemand.url',
  ),
  field('an unknown field', { priority: 1 }, 'priority'),
  field('an empty window', { window: {} }, 'window'),
  field(
    'a window for all streams',
    { stream: '*', window: { end: '2030-01-01T00:00:00Z' } },
    'window',
  ),
  window('a start that is no time', 'tomorrow', undefined, 'window.start'),
  window('a start without a time zone', '2030-01-01T00:00:00', undefined, 'window.start'),
  window('an end that is a number', undefined, 1_900_000_000, 'window.end'),
  window('an end before the start', '2030-01-02T00:00:00Z', '2030-01-01T00:00:00Z', 'window.end'),
  window('a window of no time', '2030-01-01T00:00:00Z', '2030-01-01T02:00:00+02:00', 'window.end'),
  window('a window over 7 days', '2030-01-01T00:00:00Z', '2030-01-08T00:00:01Z', 'window.end'),
  ['an unknown domain', post({ domain: 'none.example' }), 404, 'DOMAIN_NOT_FOUND', 'domain'],
  [
    'an unknown template',
    post({ template: undefined, templateId: 'tpl_none' }),
    404,
    'TEMPLATE_NOT_FOUND',
    'templateId',
  ],
  ['a pattern that is taken', post({ app: 'taken', stream: '*' }), 409, 'RULE_EXISTS', 'app'],
  unconfigured('a storage that is not configured', { storage: tape }, 'template.storage'),
  unconfigured(
    'an output with such a storage',
    { formats: [format, { ...format, name: 'second', storage: tape }] },
    'template.formats.1.storage',
  ),
  unconfigured(
    'a rendition with such a storage',
    { renditions: { profiles: ['sd'], formats: [{ ...format, storage: tape }] } },
    'template.renditions.formats.0.storage',
  ),
  ['an unknown rule', at('GET', 'rule_none'), 404, 'RULE_NOT_FOUND', null],
  ['a change of an unknown rule', at('PUT', 'rule_none', whole), 404, 'RULE_NOT_FOUND', null],
  ['the removal of an unknown rule', at('DELETE', 'rule_none'), 404, 'RULE_NOT_FOUND', null],
  invalid('an unknown filter', { method: 'GET', path: '/v1/rules?mode=manual' }, 'mode'),
  invalid(
    'a match without a stream',
    { method: 'GET', path: `/v1/rules/match?domain=${domain}&app=a` },
    'stream',
  ),
  invalid(
    'a match of all streams',
    { method: 'GET', path: `/v1/rules/match?domain=${domain}&app=a&stream=*` },
    'stream',
  ),
]

type Page = { items: RuleView[]; nextCursor: string | null }
const list = async (query: string): Promise<RuleView[]> => {
  const all: RuleView[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const path: string = `/v1/rules?${query}${cursor && `&cursor=${cursor}`}`
    const page: Page = await api.must('GET', path)
    all.push(...page.items)
    cursor = page.nextCursor
  }
  return all
}

describe('a rule', () => {
  it.each(refusals)('is refused for %s, and nothing changes', async (...row) => {
    await expectRefused(api, row)
  })

  it('tells the values that are allowed', async () => {
    const { body } = await api.call(post({ mode: 'x', delaySeconds: 1 }))
    expect(body.errors).toEqual([
      expect.objectContaining({ field: 'mode', allowed: ['automatic', 'on-demand', 'manual'] }),
      expect.objectContaining({ field: 'delaySeconds', allowed: ['at least 15'] }),
    ])
  })

  it('is stored with its defaults; "*" stands for all', async () => {
    const { app, stream, isEnabled, isExecuting, window, delaySeconds } = taken
    expect({ app, stream, isEnabled, isExecuting, window, delaySeconds }).toEqual({
      app: 'taken',
      stream: '*',
      isEnabled: true,
      isExecuting: false,
      window: { start: null, end: null },
      delaySeconds: null,
    })
    const stored = await api.store.rules.get(taken.id)
    expect(stored?.pattern).toEqual({ domain, app: 'taken', stream: null })
  })

  it('takes a window of 7 days in any time zone, and names with any characters', async () => {
    const rule = await api.createRule({
      app: 'a/b c%',
      stream: 'ströme?x=1&y#z',
      window: { start: '2030-01-01T01:00:00+01:00', end: '2030-01-08T00:00:00Z' },
    })
    expect(rule).toMatchObject({
      app: 'a/b c%',
      stream: 'ströme?x=1&y#z',
      window: { start: '2030-01-01T00:00:00.000Z', end: '2030-01-08T00:00:00.000Z' },
    })
    const query = new URLSearchParams({ domain, app: 'a/b c%', stream: 'ströme?x=1&y#z' })
    const match = await api.must<{ winner: string }>('GET', `/v1/rules/match?${query}`)
    expect(match.winner).toBe(rule.id)
  })

  it('is replaced as a whole, but not by the pattern of another', async () => {
    const rule = await api.createRule({ app: 'edit', delaySeconds: 60 })
    const changed = await api.must<RuleView>('PUT', `/v1/rules/${rule.id}`, {
      ...whole,
      app: 'edit',
      mode: 'manual',
    })
    expect(changed).toMatchObject({ id: rule.id, mode: 'manual', delaySeconds: null })
    const clash = at('PUT', rule.id, { ...whole, app: 'taken' })
    await expectRefused(api, ['', clash, 409, 'RULE_EXISTS', 'app'])
  })

  it('is changed in part: what is absent stays, what is shown shortened too', async () => {
    const url = 'https://ask.example.com/?token=hidden-token'
    const settings = { stream: 'one', mode: 'on-demand', delaySeconds: 60, onDemand: { url } }
    const rule = await api.createRule({ app: 'part', ...settings })
    const change = (body: object) => api.must<RuleView>('PATCH', `/v1/rules/${rule.id}`, body)
    expect(await change({ isEnabled: false })).toEqual({
      ...rule,
      isEnabled: false,
      updatedAt: expect.any(String),
    })
    const later = {
      delaySeconds: null,
      onDemand: { retries: 0 },
      template: { ...mp4Template, name: 'x' },
    }
    expect(await change(later)).toMatchObject({ delaySeconds: null, template: { name: 'x' } })
    const stored = await api.store.rules.get(rule.id)
    expect(stored).toMatchObject({ onDemand: { url, retries: 0 }, isEnabled: false })
    expect(await change({ mode: 'manual', onDemand: null })).toMatchObject({ onDemand: null })
    const refusals: [body: object, field: string][] = [
      [{ onDemand: { retries: 1 } }, 'onDemand.url'],
      [{ onDemand: { url } }, 'onDemand'],
      [{ app: '*' }, 'stream'],
      [{ templateId: 'tpl_1', template: mp4Template }, 'templateId'],
      [{ delaySeconds: 1 }, 'delaySeconds'],
      [{ priority: 1 }, 'priority'],
    ]
    for (const [body, name] of refusals)
      await expectRefused(api, invalid(name, at('PATCH', rule.id, body), name))
    const clash = at('PATCH', rule.id, { app: 'taken', stream: '*' })
    await expectRefused(api, ['', clash, 409, 'RULE_EXISTS', 'app'])
    const unknown = at('PATCH', 'rule_none', { isEnabled: true })
    await expectRefused(api, ['', unknown, 404, 'RULE_NOT_FOUND', null])
  })

  it('is created once when two ask for its pattern at once', async () => {
    const race = post({ app: 'race' })
    const answers = await Promise.all([api.call(race), api.call(race), api.call(race)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })

  it('keeps its template from being deleted', async () => {
    const template = await api.createTemplate()
    const rule = await api.createRule({ app: 'kept', template: undefined, templateId: template.id })
    const remove: Call = { method: 'DELETE', path: `/v1/templates/${template.id}` }
    await expectRefused(api, ['', remove, 409, 'TEMPLATE_IN_USE', null])
    await api.call(at('DELETE', rule.id))
    expect((await api.call(remove)).status).toBe(204)
  })
})

describe('the rules', () => {
  it('are listed newest first, page by page, and by what they are for', async () => {
    const other = 'list.example.com'
    await api.createDomain({ name: other, pullUrlPattern: 'rtmp://h/{app}/{stream}' })
    const template = await api.createTemplate()
    const bodies = [
      {},
      { app: 'x' },
      { app: 'x', stream: 's' },
      { app: 'y', stream: 's', template: undefined, templateId: template.id },
      { app: 'y', stream: 't' },
    ]
    const ids: string[] = []
    for (const body of bodies) ids.push((await api.createRule({ domain: other, ...body })).id)
    const idsOf = async (query: string) => (await list(query)).map(({ id }) => ids.indexOf(id))
    expect(await idsOf(`domain=${other}&limit=2`)).toEqual([4, 3, 2, 1, 0])
    expect(await idsOf(`domain=${other.toUpperCase()}&app=x`)).toEqual([2, 1])
    expect(await idsOf(`domain=${other}&stream=s&limit=1`)).toEqual([3, 2])
    expect(await idsOf(`domain=${other}&app=x&stream=s`)).toEqual([2])
    expect(await idsOf(`domain=${other}&app=x&stream=*`)).toEqual([1])
    expect(await idsOf(`domain=${other}&app=*`)).toEqual([0])
    expect(await idsOf(`templateId=${template.id}`)).toEqual([3])
    expect(await idsOf(`templateId=${template.id}&app=x`)).toEqual([])
  })

  it('match by the longest pattern, whatever the order they came in', async () => {
    const other = 'match.example.com'
    type Match = {
      winner: string | null
      reason: string
      matches: { level: string; rule: RuleView }[]
    }
    const match = (stream: string, app = 'live') =>
      api.must<Match>('GET', `/v1/rules/match?domain=${other}&app=${app}&stream=${stream}`)
    expect(await match('s')).toMatchObject({
      winner: null,
      reason: expect.stringContaining('no domain'),
    })
    await api.createDomain({ name: other, pullUrlPattern: 'rtmp://h/{app}/{stream}' })
    expect(await match('s')).toMatchObject({ winner: null, matches: [] })
    const ofApp = await api.createRule({ domain: other, app: 'live' })
    const ofStream = await api.createRule({ domain: other, app: 'live', stream: 's' })
    const ofDomain = await api.createRule({ domain: other, app: '*', stream: '*' })
    const levels = async (stream: string, app?: string) =>
      (await match(stream, app)).matches.map(({ level, rule }) => [level, rule.id])
    expect(await levels('s')).toEqual([
      ['stream', ofStream.id],
      ['app', ofApp.id],
      ['domain', ofDomain.id],
    ])
    expect(await levels('t')).toEqual([
      ['app', ofApp.id],
      ['domain', ofDomain.id],
    ])
    expect(await levels('s', 'other')).toEqual([['domain', ofDomain.id]])
    await api.must('PUT', `/v1/rules/${ofStream.id}`, {
      ...whole,
      domain: other,
      app: 'live',
      stream: 's',
      isEnabled: false,
    })
    expect(await match('s')).toMatchObject({
      winner: ofApp.id,
      reason: expect.stringContaining(ofApp.id),
    })
  })
})

describe('a rule that executes', () => {
  it('says so, is not deleted while it does, and names the streams', async () => {
    const rule = await api.createRule({ app: 'exec' })
    await api.publish(named('one', 'exec'))
    const live = await api.publish(named('two', 'exec'))
    expect(live.phase).toBe('recording')
    expect(await api.must('GET', `/v1/rules/${rule.id}`)).toMatchObject({ isExecuting: true })
    const refused = await api.call(at('DELETE', rule.id))
    expect(refused.body).toMatchObject({ status: 409, code: 'RULE_EXECUTING' })
    for (const stream of ['one', 'two'])
      expect(refused.body.detail).toContain(`${domain}/exec/${stream}`)
  })

  it('is deleted when its recordings have ended, although nobody looked after them since', async () => {
    const rule = await api.createRule({ app: 'over' })
    const { recordings } = await api.publish(named('one', 'over'))
    const id = recordings[0]?.recordingId ?? ''
    await advance(api.store, id, 'recording')
    await api.control.unpublish(named('one', 'over'), null)
    expect((await api.call(at('DELETE', rule.id))).status).toBe(409)
    // ends as the merge window would let it
    await advance(api.store, id, 'completed')
    expect((await api.call(at('DELETE', rule.id))).status).toBe(204)
  })

  it('is as it was for a stream that is live, and as it is at the next publish', async () => {
    const rule = await api.createRule({ app: 'snap' })
    const one = named('one', 'snap')
    await api.publish(one)
    await api.must('PUT', `/v1/rules/${rule.id}`, {
      ...whole,
      app: 'snap',
      template: { ...mp4Template, name: 'newer' },
    })
    expect((await api.stream(one)).inForce?.template.name).toBe('plain')
    await api.publish(one)
    expect((await api.stream(one)).inForce?.template.name).toBe('newer')
  })
})
