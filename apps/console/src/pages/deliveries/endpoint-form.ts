import type { Schemas } from '@tapedeck/client'
import type { Dialect } from '../../forms/dialect-choices.ts'
import { wordsOf } from '../../forms/form-part.ts'
import { headerChangesOf, headersOf, headersText } from './header-lines.ts'

type Endpoint = Schemas['Endpoint']
type NewEndpoint = Schemas['NewEndpoint']
type EndpointChange = Schemas['EndpointChange']
type EventKind = NonNullable<NewEndpoint['events']>[number]

/** What an endpoint can be told of, in the order of a recording's life. */
export const eventChoices: readonly { kind: EventKind; hint: string }[] = [
  { kind: 'recording.started', hint: 'the first media has come' },
  { kind: 'recording.interrupted', hint: 'the source stopped delivering' },
  { kind: 'recording.paused', hint: 'media is skipped at a request' },
  { kind: 'recording.resumed', hint: 'it is recorded again' },
  { kind: 'recording.degraded', hint: 'something is wrong, it goes on' },
  { kind: 'file.created', hint: 'a file is complete in storage' },
  { kind: 'recording.completed', hint: 'the end' },
  { kind: 'recording.failed', hint: 'the end, without what was wanted' },
  { kind: 'recording.canceled', hint: 'ended before any media came' },
  { kind: 'stream.skipped', hint: 'a stream that a rule wants is not recorded' },
]

/** What the form holds, as it was typed. */
export type EndpointForm = {
  name: string
  url: string
  /** None stands for all. */
  events: readonly EventKind[]
  templateIds: readonly string[]
  domains: string
  tags: string
  dialect: Dialect
  /** A header in a line. */
  headers: string
  /** Empty for one that is made. */
  secret: string
  isUnsigned: boolean
  isEnabled: boolean
}

/** An endpoint that is yet to be registered. */
export const emptyEndpoint: EndpointForm = {
  name: '',
  url: '',
  events: [],
  templateIds: [],
  domains: '',
  tags: '',
  dialect: 'standard',
  headers: '',
  secret: '',
  isUnsigned: false,
  isEnabled: true,
}

/** Whether a dialect may go unsigned when its receiver cannot verify. */
export const mayBeUnsigned = (dialect: Dialect): boolean => dialect.startsWith('aliyun-')

/** An endpoint as the form shows it. */
export const formOfEndpoint = (endpoint: Endpoint): EndpointForm => ({
  ...emptyEndpoint,
  name: endpoint.name ?? '',
  url: endpoint.url,
  events: endpoint.events ?? [],
  templateIds: endpoint.filter.templateIds ?? [],
  domains: endpoint.filter.domains?.join(', ') ?? '',
  tags: endpoint.filter.tags?.join(', ') ?? '',
  dialect: endpoint.dialect,
  headers: headersText(endpoint.headers),
  isEnabled: endpoint.isEnabled,
})

const listed = <Key extends string>(key: Key, entries: readonly string[]) =>
  (entries.length === 0 ? {} : { [key]: [...entries] }) as Partial<Record<Key, string[]>>

const filterOf = (form: EndpointForm): NonNullable<NewEndpoint['filter']> => ({
  ...listed('templateIds', form.templateIds),
  ...listed('domains', wordsOf(form.domains)),
  ...listed('tags', wordsOf(form.tags)),
})

const secretOf = ({ dialect, secret, isUnsigned }: EndpointForm): Pick<NewEndpoint, 'secret'> => {
  if (dialect === 'cdnetworks') return {}
  if (isUnsigned && mayBeUnsigned(dialect)) return { secret: null }
  return secret.trim() === '' ? {} : { secret: secret.trim() }
}

/** The endpoint that a form stands for. */
export const newEndpointOf = (form: EndpointForm): NewEndpoint => ({
  url: form.url.trim(),
  ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
  ...(form.events.length === 0 ? {} : { events: [...form.events] }),
  filter: filterOf(form),
  dialect: form.dialect,
  headers: headersOf(form.headers),
  ...secretOf(form),
  isEnabled: form.isEnabled,
})

/** What a form changes of an endpoint; what nobody touched, hence may be shown shortened, is left out. */
export const endpointChangeOf = (form: EndpointForm, endpoint: Endpoint): EndpointChange => {
  const before = formOfEndpoint(endpoint)
  const differs = (...fields: (keyof EndpointForm)[]): boolean =>
    fields.some((field) => String(form[field]) !== String(before[field]))
  return {
    ...(differs('name') ? { name: form.name.trim() || null } : {}),
    ...(differs('url') ? { url: form.url.trim() } : {}),
    ...(differs('events') ? { events: form.events.length === 0 ? null : [...form.events] } : {}),
    ...(differs('templateIds', 'domains', 'tags') ? { filter: filterOf(form) } : {}),
    ...(differs('headers') ? { headers: headerChangesOf(endpoint.headers, form.headers) } : {}),
    ...(differs('isEnabled') ? { isEnabled: form.isEnabled } : {}),
  }
}

const fieldPrefixes: [prefix: string, field: keyof EndpointForm][] = [
  ['name', 'name'],
  ['url', 'url'],
  ['events', 'events'],
  ['filter.templateIds', 'templateIds'],
  ['filter.domains', 'domains'],
  ['filter.tags', 'tags'],
  ['dialect', 'dialect'],
  ['headers', 'headers'],
  ['secret', 'secret'],
]

/** The field of the form for one of the request; null when none shows it. */
export const endpointFieldOf = (path: string): keyof EndpointForm | null =>
  fieldPrefixes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))?.[1] ?? null
