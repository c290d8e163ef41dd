import { eventKinds } from './recording-event.ts'

/** In whose format and with whose signature events are posted. */
export const webhookDialects = ['standard', 'aliyun-live', 'aliyun-ims', 'cdnetworks'] as const
export type WebhookDialect = (typeof webhookDialects)[number]

/** Every kind of event that an endpoint can ask for. */
export const notifiableKinds = [...eventKinds, 'stream.skipped'] as const
export type NotifiableKind = (typeof notifiableKinds)[number]

/** What must be so of an event's recording; null asks nothing, a list asks for one of its entries. */
export type EndpointFilter = {
  templateIds: string[] | null
  domains: string[] | null
  tags: string[] | null
}

/** A receiver of events that a user registered. */
export type WebhookEndpoint = {
  name: string | null
  url: string
  /** Null: all kinds. */
  events: NotifiableKind[] | null
  filter: EndpointFilter
  dialect: WebhookDialect
  /** Sent with every request, names in lower case. */
  headers: Record<string, string>
  isEnabled: boolean
}

/** One of the secrets with which an endpoint's requests are signed. */
export type EndpointSecret = {
  id: string
  /** Sealed wherever it is kept, never shown after it was made; null when it cannot be read. */
  secret: string | null
  createdAtMs: number
  /** When it stops to sign; null for the newest. */
  expiresAtMs: number | null
}

/** A receiver as it is kept. */
export type KeptEndpoint = Omit<WebhookEndpoint, 'headers'> & {
  /** Null when they cannot be read; so they stay as they are. */
  headers: WebhookEndpoint['headers'] | null
}

/** `secrets` are newest first, at most `maxEndpointSecrets`; none of a dialect that may go unsigned. */
export type StoredEndpoint = KeptEndpoint & {
  id: string
  secrets: EndpointSecret[]
  /** Why the service itself disabled it: it answered 410. Null once a user enables it again. */
  disabled: { atMs: number; detail: string } | null
  /** Why a secret or the headers cannot be read; absent when all can. */
  unreadable?: string
  createdAtMs: number
  updatedAtMs: number
}

/** The newest secret and the one that it replaces. */
export const maxEndpointSecrets = 2

export const endpointLimits = {
  nameLength: 128,
  headers: 16,
  headerBytes: 1024,
  filterEntries: 100,
  /** Seconds for which a replaced secret goes on signing. */
  overlapSeconds: { min: 0, max: 30 * 86_400, default: 86_400 },
} as const

/** What an event's recording says of itself besides the event: for filters, receivers and foreign formats. Kept beside the event. */
export type EventContext = {
  templateId: string | null
  tags: string[]
  /** The receiver that the recording, its template or its domain names. */
  notifyUrl: string | null
  notifyDialect: WebhookDialect
  /** Arguments of the publisher's URL that belong to the user (`callback_*`). */
  pushArgs: Record<string, string>
  /** The trace that it belongs to, as in W3C's header of this name; absent while nothing is traced. */
  traceparent?: string
}

/** Of an event that belongs to nothing. */
export const emptyEventContext: EventContext = {
  templateId: null,
  tags: [],
  notifyUrl: null,
  notifyDialect: 'standard',
  pushArgs: {},
}
