import type { RetryPolicy } from './backoff.ts'
import type { NotifiableKind, WebhookDialect } from './webhook-endpoint.ts'

/** pending: to be sent, now or again. delivered: the receiver took it. dead: given up; it can be replayed. */
export const deliveryStates = ['pending', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Why a delivery is dead. */
export const deadReasons = [
  'expired',
  /** Too many deliveries for its receiver were waiting when it was made. */
  'backlog_full',
  'gone',
  'address_refused',
  'endpoint_disabled',
  'endpoint_removed',
] as const
export type DeadReason = (typeof deadReasons)[number]

/** Where a delivery goes: a registered endpoint, or the URL that a recording names. */
export type DeliveryReceiver =
  | { kind: 'endpoint'; endpointId: string }
  | { kind: 'url'; url: string; dialect: WebhookDialect }

/** One try. */
export type DeliveryAttempt = {
  atMs: number
  /** HTTP status; null when there was no answer. */
  status: number | null
  latencyMs: number
  /** One sentence for people, without URLs and secrets. */
  detail: string
  /** The beginning of the answer's body as text, at most `deliveryLimits.excerptBytes`; null when there was none. */
  excerpt: string | null
}

/**
 * One event on its way to one receiver. Its lane holds what the same receiver gets of the same recording, in order: the first
 * one is sent, and the next only when that is delivered or dead.
 */
export type Delivery = {
  /** Derived from event and receiver, so that the same one is made once. */
  id: string
  lane: string
  receiver: DeliveryReceiver
  eventId: string
  type: NotifiableKind | 'endpoint.test'
  /** Null for events that belong to no recording. */
  recordingId: string | null
  state: DeliveryState
  deadReason: DeadReason | null
  /** The newest, at most `deliveryLimits.attempts`; `attemptCount` goes on counting. */
  attempts: DeliveryAttempt[]
  attemptCount: number
  /** How often a user had it sent again. */
  replays: number
  createdAtMs: number
  /** When it was made or last replayed: it is given up `maxAgeMs` later. */
  queuedAtMs: number
  /** Not sent before; null when it is not pending. */
  nextAttemptAtMs: number | null
  endedAtMs: number | null
}

export const deliveryLimits = {
  attempts: 20,
  excerptBytes: 1024,
  /** Three days: then the delivery is dead. Each is tried at least once, however late. */
  maxAgeMs: 3 * 24 * 3_600_000,
  /** How long a finished delivery is kept, and how many at most. */
  keptMs: 7 * 24 * 3_600_000,
  kept: 200_000,
  /** How many may wait for one receiver, and from how many in all each receiver has only the small share. */
  pendingPerReceiver: 100_000,
  pending: 1_000_000,
  pendingShare: 1000,
} as const

/** The pauses of a lane whose receiver fails: 5 s, 15 s, 45 s … 1 h. Bounded by age, not by number. */
export const deliveryRetry: RetryPolicy = {
  firstDelayMs: 5000,
  maxDelayMs: 3_600_000,
  factor: 3,
  attempts: Number.POSITIVE_INFINITY,
}
