import type { DeliveryStore, EndpointStore } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { HostGate, WebhookSender } from '@tapedeck/webhooks'
import type { NotifierMetrics } from '../notifier-metrics.ts'
import type { LastTryPlaces } from './last-try-places.ts'

/** What the work on lanes needs of the world. */
export type LaneDeps = {
  deliveries: Pick<DeliveryStore, 'take' | 'following' | 'settle' | 'release' | 'send'>
  endpoints: Pick<EndpointStore, 'get' | 'disable'>
  sender: Pick<WebhookSender, 'send'>
  gate: HostGate
  lastTries: LastTryPlaces
  /** Signs what goes to URLs that recordings name. */
  anonymousSecret: string
  /** Name of this notifier, unique among those that run now. */
  holder: string
  metrics: Pick<NotifierMetrics, 'tried' | 'held' | 'ended'>
  logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** Wall clock of the store, Unix milliseconds. */
  clock: () => number
  /** A number in [0, 1). */
  random: () => number
  /** The notifier ends: nothing more is begun. */
  stopping: AbortSignal
}
