import { toOnDemand } from '@tapedeck/aliyun'
import type { StoredDomain } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'

/** OnDemandUrl belongs to the domain here: its callback for rules that have none of their own. Null takes it away. */
export const setOnDemandUrl = async (
  { store }: Pick<ApiContext, 'store'>,
  domain: StoredDomain,
  url: string | null,
): Promise<void> => {
  const { createdAtMs: _created, updatedAtMs: _updated, ...settings } = domain
  if ((settings.onDemand?.url ?? null) === url) return
  await store.domains.replace(domain.name, {
    ...settings,
    onDemand: url === null ? null : { ...toOnDemand(url), ...settings.onDemand, url },
  })
}
