import type { EventContext } from '@tapedeck/domain'
import type { TapedeckEvent } from './event-schema.ts'
import type { TestEvent } from './test-event.ts'

/** What receivers are told, with what its recording says of itself besides. */
export type ToldEvent = { event: TapedeckEvent | TestEvent; context: EventContext }

/** Every kind of event that is posted. */
export type ToldKind = ToldEvent['event']['type']

/** The part of a request to a receiver that depends on its dialect. */
export type RenderedWebhook = { headers: Record<string, string>; body: string }
