import type { Schemas } from '@tapedeck/client'
import { plainText, timeText } from '../output/figures.ts'

/** With its secret when that was just made. */
export type Endpoint = Schemas['Endpoint'] & { secret?: string | null }
/** Whether it is told, and why not when the service itself decided so. */
export const stateText = ({ isEnabled, disabled }: Endpoint): string =>
  disabled === null ? (isEnabled ? 'enabled' : 'disabled') : `disabled: ${disabled.detail}`

/** What a list names, or any when there is none. */
const anyOf = (entries: readonly string[] | null): string => entries?.join(', ') ?? 'any'

/** What people are shown of an endpoint. */
export const endpointFacts = (endpoint: Endpoint): [string, string][] => [
  ['id', endpoint.id],
  ['name', plainText(endpoint.name)],
  ['address', endpoint.url],
  ...Object.entries(endpoint.headers).map(([name, value]): [string, string] => [
    `header ${name}`,
    value,
  ]),
  ['dialect', endpoint.dialect],
  ...(typeof endpoint.secret === 'string'
    ? [['secret', `${endpoint.secret}  (not shown again)`] as [string, string]]
    : []),
  ['secrets', String(endpoint.secrets.length)],
  ['events', anyOf(endpoint.events)],
  ['templates', anyOf(endpoint.filter.templateIds)],
  ['domains', anyOf(endpoint.filter.domains)],
  ['tags', anyOf(endpoint.filter.tags)],
  ['state', stateText(endpoint)],
  ['created', timeText(endpoint.createdAt)],
  ['updated', timeText(endpoint.updatedAt)],
]
