import { TapedeckError, toDomain } from '@tapedeck/contracts'
import type { StoredDomain } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/**
 * The domain of that name. Clients of CDNetworks never create one, so one that is not known yet is created, with the
 * configured pull URL.
 * @throws TapedeckError RECORD_STALE when it is created and removed at this moment
 */
export const knownDomain = async (
  { store, config, logger }: ApiContext,
  name: string,
): Promise<StoredDomain> => {
  const known = await store.domains.get(name)
  if (known !== null) return known
  const pullUrlPattern = config.cdnetworksPullUrl.reveal()
  const created = await store.domains.create(toDomain(name, { pullUrlPattern }))
  if (created !== null) logger.info({ domain: name }, 'domain created for a client of CDNetworks')
  const domain = created ?? (await store.domains.get(name))
  if (domain === null) throw new TapedeckError('RECORD_STALE')
  return domain
}
