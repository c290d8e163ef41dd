import type { EndpointSecret, StoredEndpoint } from '@tapedeck/domain'
import { openText, type TextSeal } from './sealed-text.ts'

type SealedSecret = EndpointSecret & { secret: string }

/** Headers may carry the receiver's credentials, so they are sealed like the secrets; '' when there are none. */
type SealedEndpoint = Omit<StoredEndpoint, 'headers' | 'secrets'> & {
  headers: string
  secrets: SealedSecret[]
}

const placeOf = (endpointId: string, part: string): string => `endpoint:${endpointId}:${part}`

/**
 * The text under which an endpoint is kept.
 * @param formerText that of before, in which what cannot be read stays sealed as it is; '' for a new one
 * @throws TapedeckError SECRET_UNREADABLE
 */
export const sealEndpoint = (
  seal: TextSeal,
  { unreadable: _, ...endpoint }: StoredEndpoint,
  formerText: string,
): string => {
  const former = formerText === '' ? null : (JSON.parse(formerText) as SealedEndpoint)
  const { id } = endpoint
  const sealedHeaders = (headers: Record<string, string>): string =>
    Object.keys(headers).length > 0
      ? seal.seal(JSON.stringify(headers), placeOf(id, 'headers'))
      : ''
  const sealedSecret = ({ id: secretId, secret }: EndpointSecret): string =>
    secret === null
      ? (former?.secrets.find((known) => known.id === secretId)?.secret ?? '')
      : seal.seal(secret, placeOf(id, secretId))
  const sealed: SealedEndpoint = {
    ...endpoint,
    headers: endpoint.headers === null ? (former?.headers ?? '') : sealedHeaders(endpoint.headers),
    secrets: endpoint.secrets.map((secret) => ({ ...secret, secret: sealedSecret(secret) })),
  }
  return JSON.stringify(sealed)
}

/** The endpoint that is kept under a text; what of it cannot be read is null. */
export const openEndpoint = (seal: TextSeal, text: string): StoredEndpoint => {
  const sealed = JSON.parse(text) as SealedEndpoint
  const { id } = sealed
  let why: { unreadable?: string } = {}
  const open = (part: string, place: string): string | null => {
    const opened = openText(seal, part, placeOf(id, place))
    if (opened.text === null) why = { unreadable: opened.unreadable }
    return opened.text
  }
  const headers = sealed.headers === '' ? '{}' : open(sealed.headers, 'headers')
  const secrets = sealed.secrets.map((known) => ({
    ...known,
    secret: open(known.secret, known.id),
  }))
  return {
    ...sealed,
    headers: headers === null ? null : (JSON.parse(headers) as Record<string, string>),
    secrets,
    ...why,
  }
}
