import type {
  KeptEndpoint,
  NotifiableKind,
  OnDemandCallback,
  StoredEndpoint,
  WebhookEndpoint,
} from '@tapedeck/domain'
import { onDemandLimits } from '@tapedeck/domain'
import type { NotifyConfigParameters } from './notify-parameters.ts'

export type LiveRecordNotifyConfig = {
  DomainName: string
  NotifyUrl: string
  OnDemandUrl: string
  NeedStatusNotify: boolean
  NotifyReqAuth: boolean
  NotifyAuthKey: string
}

/** Always told: files, and recordings that failed. */
const alwaysTold: NotifiableKind[] = ['file.created', 'recording.failed']
/** Told besides with NeedStatusNotify. */
const statusTold: NotifiableKind[] = [
  'recording.started',
  'recording.interrupted',
  'recording.paused',
  'recording.resumed',
]

/** The endpoint of a domain's config is found again by its name. */
export const notifyEndpointName = (domain: string): string =>
  `AddLiveRecordNotifyConfig ${domain}`.slice(0, 128)

/** True for the endpoint that is the notification config of a domain. */
export const isNotifyEndpoint = (endpoint: KeptEndpoint, domain: string): boolean =>
  endpoint.dialect === 'aliyun-live' &&
  endpoint.name === notifyEndpointName(domain) &&
  endpoint.filter.domains?.length === 1 &&
  endpoint.filter.domains[0] === domain

/** The endpoint that a config stands for. */
export const toNotifyEndpoint = (parameters: NotifyConfigParameters): WebhookEndpoint => ({
  name: notifyEndpointName(parameters.DomainName),
  url: parameters.NotifyUrl,
  events: parameters.NeedStatusNotify ? [...alwaysTold, ...statusTold] : alwaysTold,
  filter: { templateIds: null, domains: [parameters.DomainName], tags: null },
  dialect: 'aliyun-live',
  headers: {},
  isEnabled: true,
})

/** The key that signs, null when requests go unsigned. */
export const notifySecretOf = ({
  NotifyReqAuth,
  NotifyAuthKey,
}: NotifyConfigParameters): string | null => (NotifyReqAuth ? (NotifyAuthKey ?? null) : null)

/** The callback of OnDemandUrl; who does not answer is not recorded. */
export const toOnDemand = (url: string): OnDemandCallback => ({
  url,
  timeoutMs: onDemandLimits.timeoutMs.default,
  retries: onDemandLimits.retries.default,
  onFailure: 'skip',
})

/**
 * A config as DescribeLiveRecordNotifyConfig answers it.
 * @param showsKey false for callers that may only read
 */
export const renderNotifyConfig = (
  endpoint: StoredEndpoint,
  domain: { name: string; onDemand: OnDemandCallback | null },
  showsKey: boolean,
): LiveRecordNotifyConfig => {
  const secret = endpoint.secrets[0]?.secret ?? null
  return {
    DomainName: domain.name,
    NotifyUrl: endpoint.url,
    OnDemandUrl: domain.onDemand?.url ?? '',
    NeedStatusNotify: endpoint.events === null || endpoint.events.includes('recording.started'),
    NotifyReqAuth: secret !== null,
    NotifyAuthKey: secret !== null && showsKey ? secret : '',
  }
}
