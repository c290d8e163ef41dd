import type { ToldEvent } from '@tapedeck/contracts'
import type { WebhookDialect } from '@tapedeck/domain'

/** Where and how to post. */
export type WebhookTarget = {
  url: string
  dialect: WebhookDialect
  /** Those that are valid, newest first. `standard` needs one and signs with all; the MD5 dialects sign with the newest, if there is one. */
  secrets: string[]
  /** Sent besides; none of them replaces a header of the dialect. */
  headers: Record<string, string>
}

/**
 * What to post. The event's id is what receivers deduplicate by. `merged`: what the same request tells besides, in order;
 * only where `mergingOf` allows it.
 */
export type WebhookMessage = ToldEvent & { merged?: ToldEvent[] }

/** How events of a kind are merged: the first is held for so long, in milliseconds, and so many at most are one request. */
export type Merging = { holdMs: number; most: number }
