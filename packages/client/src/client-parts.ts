import type { EventSourceMessage } from 'eventsource-parser'
import type { FollowOptions } from './event-stream/follow-events.ts'
import type { RawClient } from './schemas.ts'

/** What the resources are made of. */
export type ClientParts = {
  raw: RawClient
  /** Follows a stream of server-sent events. */
  follow: (
    path: string,
    after: string | null,
    options: FollowOptions & { isLast?: (message: EventSourceMessage) => boolean },
  ) => AsyncGenerator<EventSourceMessage, void, void>
}
