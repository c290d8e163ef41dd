import { liveActions, liveError, notifySecretOf, toNotifyEndpoint } from '@tapedeck/aliyun'
import { assertReceivers } from '../../webhooks/accepted-receiver.ts'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { findNotifyEndpoint } from './find-notify-endpoint.ts'
import { setOnDemandUrl } from './on-demand-of-domain.ts'

/**
 * Replaces the whole config: what is absent takes its default. The endpoint stays the same, and with it what is queued for it
 * and the records of what it was sent.
 */
export const updateLiveRecordNotifyConfig = handledBy(
  liveActions.updateLiveRecordNotifyConfig,
  async ({ context }, parameters) => {
    const { DomainName, NotifyUrl, OnDemandUrl } = parameters
    const domain = await findDomain(context, DomainName)
    const { id } = await findNotifyEndpoint(context, DomainName)
    assertReceivers(
      context,
      { field: 'NotifyUrl', url: NotifyUrl },
      { field: 'OnDemandUrl', url: OnDemandUrl },
    )
    const endpoint = toNotifyEndpoint(parameters)
    const secret = notifySecretOf(parameters)
    // gone when somebody deleted it meanwhile
    if ((await context.store.endpoints.replaceSigned(id, endpoint, secret)) === null)
      throw liveError('CodeConfigNotFound', 'No config found')
    await setOnDemandUrl(context, domain, OnDemandUrl ?? null)
    return {}
  },
)
