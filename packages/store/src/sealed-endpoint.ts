import type { StoredEndpoint } from '@tapedeck/domain'
import type { TextSeal } from './sealed-text.ts'

/** Headers may carry the receiver's credentials, so they are sealed like the secrets; '' when there are none. */
type SealedEndpoint = Omit<StoredEndpoint, 'headers'> & { headers: string }

const placeOf = (endpointId: string, part: string): string => `endpoint:${endpointId}:${part}`

/** The text under which an endpoint is kept. @throws TapedeckError SECRET_UNREADABLE */
export const sealEndpoint = (seal: TextSeal, endpoint: StoredEndpoint): string => {
  const { id, headers, secrets } = endpoint
  const hasHeaders = Object.keys(headers).length > 0
  const sealed: SealedEndpoint = {
    ...endpoint,
    headers: hasHeaders ? seal.seal(JSON.stringify(headers), placeOf(id, 'headers')) : '',
    secrets: secrets.map((secret) => ({
      ...secret,
      secret: seal.seal(secret.secret, placeOf(id, secret.id)),
    })),
  }
  return JSON.stringify(sealed)
}

/** The endpoint that is kept under a text. @throws TapedeckError SECRET_UNREADABLE */
export const openEndpoint = (seal: TextSeal, text: string): StoredEndpoint => {
  const sealed = JSON.parse(text) as SealedEndpoint
  const { id, headers, secrets } = sealed
  return {
    ...sealed,
    headers:
      headers === ''
        ? {}
        : (JSON.parse(seal.open(headers, placeOf(id, 'headers'))) as Record<string, string>),
    secrets: secrets.map((secret) => ({
      ...secret,
      secret: seal.open(secret.secret, placeOf(id, secret.id)),
    })),
  }
}
