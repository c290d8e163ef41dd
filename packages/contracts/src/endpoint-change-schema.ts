import type { KeptEndpoint } from '@tapedeck/domain'
import { z } from 'zod'
import { endpointFields, endpointSettingsSchema, toEndpoint } from './endpoint-schema.ts'
import { TapedeckError } from './tapedeck-error.ts'
import { parseInput } from './validation.ts'

const { name, url, events, filter, isEnabled } = endpointFields

/** What is to be changed of an endpoint; what is absent stays. */
export const endpointChangeSchema = z
  .strictObject({
    name: name.nullable(),
    url: url.optional(),
    events: events.nullable(),
    filter: filter.nullable().describe('Replaced as a whole; null takes it away'),
    headers: z
      .record(z.string(), z.string().nullable())
      .optional()
      .describe('One by one: null takes a header away, what is not named stays'),
    isEnabled,
  })
  .meta({ id: 'EndpointChangeInput' })
export type EndpointChange = z.infer<typeof endpointChangeSchema>

const changedHeaders = (
  known: Record<string, string>,
  changes: Record<string, string | null>,
): Record<string, string> => {
  const headers = { ...known }
  for (const [name, value] of Object.entries(changes)) {
    delete headers[name.toLowerCase()]
    if (value !== null) headers[name] = value
  }
  return headers
}

const unreadableHeaders = (): TapedeckError => {
  const message = 'cannot be changed one by one, because they cannot be read: replace the endpoint'
  return new TapedeckError('INPUT_INVALID', {
    detail: `headers: ${message}`,
    problems: [{ field: 'headers', message }],
  })
}

/**
 * The endpoint with a change made; whatever it shows as `***` stays as it is unless the change gives it anew.
 * @throws TapedeckError INPUT_INVALID
 */
export const changedEndpoint = (
  known: KeptEndpoint,
  { headers = {}, ...change }: EndpointChange,
): KeptEndpoint => {
  if (known.headers === null && Object.keys(headers).length > 0) throw unreadableHeaders()
  const { templateIds, domains, tags } = known.filter
  const before = {
    name: known.name,
    url: known.url,
    events: known.events,
    filter: { templateIds, domains, tags },
    isEnabled: known.isEnabled,
  }
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Omit<EndpointChange, 'headers'>
  const { filter, ...after } = { ...before, ...given }
  const settings = {
    ...withoutNulls(after),
    filter: withoutNulls(filter ?? {}),
    dialect: known.dialect,
    headers: changedHeaders(known.headers ?? {}, headers),
  }
  const changed = toEndpoint(parseInput(endpointSettingsSchema, settings))
  return known.headers === null ? { ...changed, headers: null } : changed
}

const withoutNulls = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
