import { TapedeckError } from '@tapedeck/contracts'
import type { StoredEndpoint } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** @throws TapedeckError ENDPOINT_NOT_FOUND */
export const foundEndpoint = (endpoint: StoredEndpoint | null, id: string): StoredEndpoint => {
  if (endpoint === null)
    throw new TapedeckError('ENDPOINT_NOT_FOUND', { detail: `There is no endpoint "${id}".` })
  return endpoint
}

/**
 * The endpoint, if it is sent anything at all.
 * @throws TapedeckError ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED
 */
export const enabledEndpoint = async (
  { store }: ApiContext,
  id: string,
): Promise<StoredEndpoint> => {
  const endpoint = foundEndpoint(await store.endpoints.get(id), id)
  if (endpoint.isEnabled && endpoint.disabled === null) return endpoint
  throw new TapedeckError('ENDPOINT_DISABLED', {
    detail: `The endpoint "${id}" is sent nothing until it is enabled.`,
  })
}
