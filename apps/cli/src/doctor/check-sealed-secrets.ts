import type { StoredAccessKey, StoredEndpoint } from '@tapedeck/domain'
import { failureText } from './failure-text.ts'
import { type Finding, ok, problem, skipped } from './finding.ts'
import { type RegistryOptions, readRegistry } from './open-registry.ts'

/** Access keys that are looked at; endpoints are fewer. */
const mostKeys = 1000
/** Those that are named; the others are counted. */
const mostNamed = 10

type Sealed = { id: string; name: string | null; unreadable?: string }

const namesOf = (entries: Sealed[]): string => {
  const named = entries
    .slice(0, mostNamed)
    .map(({ id, name }) => (name === null ? id : `${id} (${name})`))
  const left = entries.length - named.length
  return left > 0 ? `${named.join(', ')} and ${left} more` : named.join(', ')
}

const findingOf = (
  code: 'endpoint_sealed' | 'access_key_sealed',
  what: string,
  entries: Sealed[],
  mend: string,
): Finding[] => {
  const sealed = entries.filter(({ unreadable }) => unreadable !== undefined)
  const [first] = sealed
  if (first === undefined) return []
  const text = `the secrets of ${what} cannot be read: ${namesOf(sealed)}. ${first.unreadable}`
  return [
    problem(
      code,
      text,
      `Set the TAPEDECK_MASTER_KEY (without one, the TAPEDECK_API_KEY) with which they were sealed, or ${mend}`,
    ),
  ]
}

/** Looks whether the secrets of webhook endpoints and access keys can be read with the master key of this host. Never throws. */
export const checkSealedSecrets = async (options: RegistryOptions): Promise<Finding[]> => {
  let endpoints: StoredEndpoint[]
  let accessKeys: StoredAccessKey[]
  try {
    ;[endpoints, accessKeys] = await readRegistry(options, async (store) => {
      const keys = await store.accessKeys.list({ cursor: null, limit: mostKeys })
      return [await store.endpoints.all(), keys.items]
    })
  } catch (error) {
    return [skipped('secrets_unknown', `Redis does not tell of secrets: ${failureText(error)}`)]
  }
  const found = [
    ...findingOf(
      'endpoint_sealed',
      'webhook endpoints',
      endpoints,
      'give each a new secret (POST /v1/webhooks/endpoints/{id}/secret) and, if it has headers, replace it (PUT).',
    ),
    ...findingOf(
      'access_key_sealed',
      'access keys',
      accessKeys,
      'delete each (DELETE /v1/access-keys/{id}) and create it again with its id and secret.',
    ),
  ]
  return found.length > 0
    ? found
    : [ok('secrets_readable', 'the secrets of webhook endpoints and access keys can be read')]
}
