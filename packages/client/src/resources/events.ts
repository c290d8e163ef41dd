import type { ClientParts } from '../client-parts.ts'
import { type FollowOptions, isLasting } from '../event-stream/follow-events.ts'
import type { QueryOf, Schemas } from '../schemas.ts'
import { answerOf } from '../transport/answer.ts'
import { wait } from '../transport/wait.ts'

export type EventsQuery = QueryOf<'/v1/events'>
type EventLogPage = Schemas['EventLogPage']
export type LoggedEvent = EventLogPage['items'][number]

/** An event of the log. */
export type FollowedEvent = {
  event: LoggedEvent
  /** Begin after it to miss nothing; events of the same page may then come again. */
  cursor: string
  /** What came before it is no longer kept: events may be missing. */
  hasMissed: boolean
}

export type FollowEventsOptions = FollowOptions & {
  /** After which place to begin: a `cursor`, or Unix milliseconds; the oldest event when absent. */
  cursor?: string | undefined
  kinds?: EventsQuery['kinds'] | undefined
}

type ListEvents = (query: EventsQuery, signal?: AbortSignal) => Promise<EventLogPage>

/** The place before everything: a later one that is not kept any more would tell that events are missing. */
const beginning = '0-0'
/** The longest that the API waits for an event. */
const waitSeconds = 30
const brokenMs = 5_000

function* eventsOfPage(page: EventLogPage, before: string): Generator<FollowedEvent, void, void> {
  for (const [index, event] of page.items.entries()) {
    const isLast = index === page.items.length - 1
    const hasMissed = page.hasMissed && index === 0
    yield { event, cursor: isLast ? page.nextCursor : before, hasMissed }
  }
}

/** Asks for page after page; one that gets no answer is asked for again until the signal is aborted. */
async function* followLog(
  list: ListEvents,
  { cursor = beginning, kinds, onConnection }: FollowEventsOptions,
  ended: AbortSignal,
): AsyncGenerator<FollowedEvent, void, void> {
  let place = cursor
  let state: 'open' | 'broken' | null = null
  const tell = (now: 'open' | 'broken'): void => {
    if (state !== now) onConnection?.(now)
    state = now
  }
  const isOver = (): boolean => ended.aborted
  while (!isOver()) {
    const query = { wait: waitSeconds, cursor: place, ...(kinds === undefined ? {} : { kinds }) }
    const answer = await list(query, ended).catch((error: unknown) => {
      if (!isOver() && isLasting(error)) throw error
      return null
    })
    if (isOver()) return
    tell(answer === null ? 'broken' : 'open')
    if (answer === null) {
      // rejects only because it is aborted, which ends the loop
      await wait(brokenMs, ended).catch(() => undefined)
      continue
    }
    yield* eventsOfPage(answer, place)
    place = answer.nextCursor
  }
}

/** The log of everything that happened. */
export const eventsOf = ({ raw }: ClientParts) => {
  const list = (query: EventsQuery = {}, signal?: AbortSignal): Promise<EventLogPage> =>
    // openapi-fetch's types drop fields that are always null
    answerOf<unknown>(
      raw.GET('/v1/events', { params: { query }, signal: signal ?? null }),
    ) as Promise<EventLogPage>
  return {
    /** Some events, oldest first; `nextCursor` is where to go on and always there. */
    list: (query: EventsQuery = {}) => list(query),
    /**
     * Events of all recordings and streams, then as they happen, until the signal is aborted or the reader stops.
     * @throws TapedeckApiError of an answer that asking again would not change
     */
    follow: async function* (
      options: FollowEventsOptions = {},
    ): AsyncGenerator<FollowedEvent, void, void> {
      // the poll that waits is given up with the iteration, however that ends
      const left = new AbortController()
      const { signal } = options
      try {
        const ended = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal])
        yield* followLog(list, options, ended)
      } finally {
        left.abort()
      }
    },
  }
}
