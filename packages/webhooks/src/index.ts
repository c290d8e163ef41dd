export { type AddressScope, addressProblem } from './address-guard.ts'
export type { DeliveryOutcome, DeliveryResult } from './delivery-result.ts'
export { dialectTells, mergingOf } from './dialects.ts'
export {
  createHostGate,
  type HostGate,
  type HostGateOptions,
  type HostWait,
  hostOf,
} from './hosts/host-gate.ts'
export { notifyUrlProblem } from './notify-url.ts'
export {
  createOnDemandAsker,
  type OnDemandAsker,
  type OnDemandAskerOptions,
  type OnDemandResult,
} from './on-demand/on-demand-asker.ts'
export type { OnDemandQuestion } from './on-demand/on-demand-request.ts'
export type { Merging, WebhookMessage, WebhookTarget } from './webhook-message.ts'
export {
  createWebhookSender,
  type WebhookSender,
  type WebhookSenderOptions,
} from './webhook-sender.ts'
