import type { RecordingEvent } from '@tapedeck/contracts'
import type { Delivery } from '@tapedeck/domain'
import type { Store } from '@tapedeck/store'

const eventsPerPage = 1000
/** More than the store keeps of one recording. */
const maxPages = 20
/** A delivery is mostly made within seconds of its event, whose time is that of another host. */
const soonMs = 60_000

type Told = Pick<Delivery, 'eventId' | 'createdAtMs'>

/**
 * The events of one recording that deliveries tell, by their ids; those that are not kept any more are absent. It is read from where
 * they should be, and as a whole only when some are not there: when nobody relayed events for a while.
 */
export const toldEvents = async (
  { list }: Pick<Store['events'], 'list'>,
  recordingId: string,
  deliveries: readonly Told[],
): Promise<Map<string, RecordingEvent>> => {
  const wanted = new Set(deliveries.map(({ eventId }) => eventId))
  const found = new Map<string, RecordingEvent>()
  const readFrom = async (afterId: string | null): Promise<void> => {
    let after = afterId
    for (let page = 0; page < maxPages && found.size < wanted.size; page++) {
      const entries = await list(recordingId, after, eventsPerPage)
      for (const { event } of entries) if (wanted.has(event.id)) found.set(event.id, event)
      if (entries.length < eventsPerPage) return
      after = entries.at(-1)?.entryId ?? null
    }
  }
  const firstMs = Math.min(...deliveries.map(({ createdAtMs }) => createdAtMs))
  await readFrom(String(Math.max(0, firstMs - soonMs)))
  await readFrom(null)
  return found
}
