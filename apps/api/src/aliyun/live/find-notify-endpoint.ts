import { isNotifyEndpoint, liveError } from '@tapedeck/aliyun'
import type { StoredEndpoint } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'

const isOlder = (a: StoredEndpoint, b: StoredEndpoint): boolean =>
  a.createdAtMs === b.createdAtMs ? a.id < b.id : a.createdAtMs < b.createdAtMs

/** The endpoint that is the notification config of a domain; of two that were made at the same time the older one. */
export const notifyEndpointOf = async (
  { store }: Pick<ApiContext, 'store'>,
  domain: string,
): Promise<StoredEndpoint | null> =>
  (await store.endpoints.all())
    .filter((endpoint) => isNotifyEndpoint(endpoint, domain))
    .reduce<StoredEndpoint | null>(
      (oldest, endpoint) => (oldest === null || isOlder(endpoint, oldest) ? endpoint : oldest),
      null,
    )

/** @throws AliyunError CodeConfigNotFound */
export const findNotifyEndpoint = async (
  context: Pick<ApiContext, 'store'>,
  domain: string,
): Promise<StoredEndpoint> => {
  const endpoint = await notifyEndpointOf(context, domain)
  if (endpoint === null) throw liveError('CodeConfigNotFound', 'No config found')
  return endpoint
}
