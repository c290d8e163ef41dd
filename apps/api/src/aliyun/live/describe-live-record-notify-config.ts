import { liveActions, renderNotifyConfig } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findDomain } from './find-config.ts'
import { findNotifyEndpoint } from './find-notify-endpoint.ts'

/** The key is shown to those who may write. */
export const describeLiveRecordNotifyConfig = handledBy(
  liveActions.describeLiveRecordNotifyConfig,
  async ({ context, caller }, { DomainName }) => {
    const domain = await findDomain(context, DomainName)
    const endpoint = await findNotifyEndpoint(context, DomainName)
    return {
      LiveRecordNotifyConfig: renderNotifyConfig(endpoint, domain, caller.mode === 'write'),
    }
  },
)
