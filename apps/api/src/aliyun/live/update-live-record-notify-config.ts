import { liveActions, notifySecretOf, toNotifyEndpoint } from '@tapedeck/aliyun'
import type { StoredEndpoint, WebhookEndpoint } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { assertReceivers } from '../../webhooks/accepted-receiver.ts'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { findNotifyEndpoint } from './find-notify-endpoint.ts'
import { setOnDemandUrl } from './on-demand-of-domain.ts'

/** An endpoint that signed cannot forget its key: one that is to go unsigned is made anew. */
const change = async (
  { store, clock }: ApiContext,
  former: StoredEndpoint,
  endpoint: WebhookEndpoint,
  secret: string | null,
): Promise<void> => {
  const known = former.secrets[0]?.secret ?? null
  if (secret === null && former.secrets.length > 0) {
    await store.endpoints.remove(former.id)
    await store.endpoints.create(endpoint, null)
    return
  }
  await store.endpoints.replace(former.id, endpoint)
  if (secret !== null && secret !== known)
    await store.endpoints.renewSecret(former.id, secret, clock())
}

/** Replaces the whole config: what is absent takes its default. */
export const updateLiveRecordNotifyConfig = handledBy(
  liveActions.updateLiveRecordNotifyConfig,
  async ({ context }, parameters) => {
    const { DomainName, NotifyUrl, OnDemandUrl } = parameters
    const domain = await findDomain(context, DomainName)
    const former = await findNotifyEndpoint(context, DomainName)
    assertReceivers(
      context,
      { field: 'NotifyUrl', url: NotifyUrl },
      { field: 'OnDemandUrl', url: OnDemandUrl },
    )
    await change(context, former, toNotifyEndpoint(parameters), notifySecretOf(parameters))
    await setOnDemandUrl(context, domain, OnDemandUrl ?? null)
    return {}
  },
)
