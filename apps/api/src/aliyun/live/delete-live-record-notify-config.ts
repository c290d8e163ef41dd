import { liveActions } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { findNotifyEndpoint } from './find-notify-endpoint.ts'
import { setOnDemandUrl } from './on-demand-of-domain.ts'

export const deleteLiveRecordNotifyConfig = handledBy(
  liveActions.deleteLiveRecordNotifyConfig,
  async ({ context }, { DomainName }) => {
    const domain = await findDomain(context, DomainName)
    const endpoint = await findNotifyEndpoint(context, DomainName)
    await context.store.endpoints.remove(endpoint.id)
    await setOnDemandUrl(context, domain, null)
    return {}
  },
)
