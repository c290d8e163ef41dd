import type { TapedeckEvent } from '@tapedeck/contracts'
import type { NotifiableKind } from '@tapedeck/domain'
import type { EventLogStore } from '@tapedeck/store'

/** Entries that one call looks at when it asks for some kinds only. */
const maxRead = 10_000
const pageLimit = 500

export type LogQuery = {
  /** The place after which to begin. */
  afterId: string
  limit: number
  /** Null: all. */
  kinds: readonly NotifiableKind[] | null
}

export type LogPage = {
  events: TapedeckEvent[]
  /** The place after which to go on. */
  nextId: string
  /** Nothing came after it. */
  isAtEnd: boolean
}

/** Reads the events after a place, in order. A page may hold none and yet not be at the end. */
export const readLog = async (
  log: Pick<EventLogStore, 'list'>,
  { afterId, limit, kinds }: LogQuery,
): Promise<LogPage> => {
  const events: TapedeckEvent[] = []
  const asked = kinds === null ? limit : pageLimit
  let nextId = afterId
  for (let read = 0; read < maxRead; read += asked) {
    const entries = await log.list(nextId, asked)
    for (const { entryId, event } of entries) {
      if (events.length === limit) return { events, nextId, isAtEnd: false }
      nextId = entryId
      if (kinds === null || kinds.includes(event.type)) events.push(event)
    }
    if (entries.length < asked) return { events, nextId, isAtEnd: true }
    if (events.length === limit) return { events, nextId, isAtEnd: false }
  }
  return { events, nextId, isAtEnd: false }
}
