import type { TapedeckEvent, TestEvent } from '@tapedeck/contracts'
import type { EventContext } from '@tapedeck/domain'

/** What a callback tells of. */
export type CallbackMessage = { event: TapedeckEvent | TestEvent; context: EventContext }

/** Every kind of event that there is. */
export type CallbackKind = CallbackMessage['event']['type']

/** What the request of one try depends on besides the event. */
export type CallbackFacts = {
  /** The URL that is posted to, as the user wrote it. */
  url: string
  /** The authentication key; null sends no signature. */
  key: string | null
  nowMs: number
}

/** The part of a request that the dialect decides. */
export type RenderedCallback = { headers: Record<string, string>; body: string }
