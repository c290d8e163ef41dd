import { describe, expect, it } from 'vitest'
import { matchesEndpoint, receiversOf } from './endpoint-match.ts'
import {
  type EndpointFilter,
  type EventContext,
  emptyEventContext,
  type NotifiableKind,
  type StoredEndpoint,
} from './webhook-endpoint.ts'

const anEvent = (type: NotifiableKind = 'file.created', domain = 'live.example.org') => ({
  type,
  data: { stream: { domain } },
})
const everything: EndpointFilter = { templateIds: null, domains: null, tags: null }
const aContext = (fields: Partial<EventContext> = {}): EventContext => ({
  ...emptyEventContext,
  ...fields,
})
const anEndpoint = (id: string, fields: Partial<StoredEndpoint> = {}): StoredEndpoint => ({
  id,
  name: null,
  url: `https://${id}.example.org/`,
  events: null,
  filter: everything,
  dialect: 'standard',
  headers: {},
  isEnabled: true,
  secrets: [],
  disabled: null,
  createdAtMs: 0,
  updatedAtMs: 0,
  ...fields,
})

describe('an endpoint', () => {
  const known = { templateId: 'tpl_1', tags: ['red', 'green'] }

  it.each<[string, Partial<EndpointFilter>, Partial<EventContext>, boolean]>([
    ['asks for nothing', {}, {}, true],
    ['names the template', { templateIds: ['tpl_0', 'tpl_1'] }, known, true],
    ['names another template', { templateIds: ['tpl_2'] }, known, false],
    ['names a template where there is none', { templateIds: ['tpl_1'] }, {}, false],
    ['names the domain', { domains: ['live.example.org'] }, known, true],
    ['names another domain', { domains: ['example.org'] }, known, false],
    ['names one of the tags', { tags: ['blue', 'green'] }, known, true],
    ['names other tags', { tags: ['blue'] }, known, false],
    ['names a tag where there is none', { tags: ['red'] }, {}, false],
    ['takes no template', { templateIds: [] }, known, false],
    ['meets both filters', { templateIds: ['tpl_1'], tags: ['red'] }, known, true],
    ['meets one filter of two', { templateIds: ['tpl_1'], tags: ['blue'] }, known, false],
  ])('that %s', (_, filter, context, isMatch) => {
    const endpoint = anEndpoint('a', { filter: { ...everything, ...filter } })
    expect(matchesEndpoint(endpoint, anEvent(), aContext(context))).toBe(isMatch)
  })

  it('gets the kinds that it asks for', () => {
    const endpoint = anEndpoint('a', { events: ['file.created', 'stream.skipped'] })
    const kinds = ['file.created', 'stream.skipped', 'recording.started'] as const
    expect(
      kinds.map((kind) => matchesEndpoint(endpoint, anEvent(kind), emptyEventContext)),
    ).toEqual([true, true, false])
  })

  it('gets nothing when it is disabled', () => {
    const endpoint = anEndpoint('a', { isEnabled: false })
    expect(matchesEndpoint(endpoint, anEvent(), emptyEventContext)).toBe(false)
  })
})

describe('the receivers of an event', () => {
  const named = aContext({ notifyUrl: 'https://a.example.org' })
  const url = { kind: 'url', url: 'https://a.example.org', dialect: 'standard' }
  const endpoint = (endpointId: string) => ({ kind: 'endpoint', endpointId })

  it('are endpoints that match and the one that the recording names', () => {
    const endpoints = [anEndpoint('b'), anEndpoint('c', { isEnabled: false })]
    expect(receiversOf(anEvent(), named, endpoints)).toEqual([endpoint('b'), url])
    expect(receiversOf(anEvent(), emptyEventContext, [])).toEqual([])
  })

  it.each<[string, Partial<StoredEndpoint>, boolean]>([
    ['with its URL in another spelling', { url: 'HTTPS://A.example.org:443/' }, false],
    ['with its URL in another dialect', { dialect: 'cdnetworks' }, true],
    ['with another URL', { url: 'https://a.example.org/hook' }, true],
    ['with its URL that is disabled', { isEnabled: false }, true],
    ['with its URL that wants other events', { events: ['recording.failed'] }, true],
  ])('hold the named one beside an endpoint %s: %s', (_, fields, isTold) => {
    const receivers = receiversOf(anEvent(), named, [anEndpoint('a', fields)])
    expect(receivers.some(({ kind }) => kind === 'url')).toBe(isTold)
  })

  it('are only those whose dialect has such an event', () => {
    const context = aContext({ ...named, notifyDialect: 'aliyun-ims' })
    const endpoints = [anEndpoint('b', { dialect: 'cdnetworks' }), anEndpoint('c')]
    const tells = (dialect: string): boolean => dialect === 'standard'
    expect(receiversOf(anEvent(), context, endpoints, tells)).toEqual([endpoint('c')])
  })
})
