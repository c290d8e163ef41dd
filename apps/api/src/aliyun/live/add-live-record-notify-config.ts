import { liveActions, liveError, notifySecretOf, toNotifyEndpoint } from '@tapedeck/aliyun'
import { assertReceivers } from '../../webhooks/accepted-receiver.ts'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { notifyEndpointOf } from './find-notify-endpoint.ts'
import { setOnDemandUrl } from './on-demand-of-domain.ts'

export const addLiveRecordNotifyConfig = handledBy(
  liveActions.addLiveRecordNotifyConfig,
  async ({ context }, parameters) => {
    const { DomainName, NotifyUrl, OnDemandUrl } = parameters
    const domain = await findDomain(context, DomainName)
    assertReceivers(
      context,
      { field: 'NotifyUrl', url: NotifyUrl },
      { field: 'OnDemandUrl', url: OnDemandUrl },
    )
    if ((await notifyEndpointOf(context, DomainName)) !== null)
      throw liveError('ConfigAlreadyExists')
    const { endpoints } = context.store
    const made = await endpoints.create(toNotifyEndpoint(parameters), notifySecretOf(parameters))
    // of two at the same time one stays
    if ((await notifyEndpointOf(context, DomainName))?.id !== made.id) {
      await endpoints.remove(made.id)
      throw liveError('ConfigAlreadyExists')
    }
    if (OnDemandUrl !== undefined) await setOnDemandUrl(context, domain, OnDemandUrl)
    return {}
  },
)
