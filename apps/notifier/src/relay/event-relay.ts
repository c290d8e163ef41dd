import { type DeliveryReceiver, receiversOf } from '@tapedeck/domain'
import type { EndpointStore, EventLogEntry, RelayStore } from '@tapedeck/store'
import { dialectTells } from '@tapedeck/webhooks'
import { type StoppableLoop, startLoop } from '../stoppable-loop.ts'

export type EventRelayOptions = {
  relay: Pick<RelayStore, 'lead' | 'read' | 'advance'>
  endpoints: Pick<EndpointStore, 'all'>
  /** Wakes notifiers for lanes. */
  wake: (lanes: string[]) => Promise<void>
  /** Name of this notifier, unique among those that run now. */
  holder: string
  onRelayed: (events: number) => void
  /** So many events were cut off the log before they were relayed; nobody is told of them any more. */
  onMissed: (events: number) => void
  /** No receiver can be found for an entry; it is told and passed over, or it would hold up all others. */
  onInvalid: (entry: EventLogEntry, problem: unknown) => void
  /** The log could not be read, the deliveries not be made or the lanes not be woken. All of it is healed later. */
  onError: (error: unknown) => void
  random: () => number
}

const batchSize = 200
/** How long a read waits for news. */
const blockMs = 500
/** Longer than a read and the step after it take. When a leader dies, another notifier goes on so much later. */
const leadMs = 3000
const lookMs = 500

const addressEntries = async (
  options: EventRelayOptions,
  entries: EventLogEntry[],
): Promise<{ entry: EventLogEntry; receivers: DeliveryReceiver[] }[]> => {
  // read after the entries, so that an endpoint gets every event that was told after it was made
  const endpoints = await options.endpoints.all()
  const receivers = (entry: EventLogEntry): DeliveryReceiver[] => {
    try {
      return receiversOf(entry.event, entry.context, endpoints, dialectTells)
    } catch (error) {
      options.onInvalid(entry, error)
      return []
    }
  }
  return entries.map((entry) => ({ entry, receivers: receivers(entry) }))
}

/** A lost wake-up is made again by the upkeep, so it must not keep the cursor from moving on. */
const wakeLanes = async ({ wake, onError }: EventRelayOptions, lanes: string[]): Promise<void> => {
  if (lanes.length > 0) await wake(lanes).catch(onError)
}

const relayOnce = async (options: EventRelayOptions): Promise<void> => {
  const { relay } = options
  const { cursor, entries } = await relay.read({ count: batchSize, blockMs })
  if (entries.length === 0) return
  const advanced = await relay.advance(cursor, await addressEntries(options, entries))
  // another notifier moved the cursor: what was read is made already
  if (advanced === null) return
  if (advanced.missed > 0) options.onMissed(advanced.missed)
  options.onRelayed(entries.length)
  await wakeLanes(options, advanced.lanes)
}

/**
 * Makes deliveries of the events in the log, in order, until it is stopped. Of several notifiers one does so at a time; that two
 * of them double or reorder nothing is seen to by `advance`.
 */
export const startEventRelay = (options: EventRelayOptions): StoppableLoop => {
  const { relay, holder, onError, random } = options
  const loop = startLoop({
    turn: async () => {
      if (!(await relay.lead(holder, leadMs))) return lookMs
      await relayOnce(options)
      return 0
    },
    onError,
    stopWaitMs: blockMs + 2000,
    random,
  })
  return {
    isAlive: loop.isAlive,
    stop: async () => {
      const hasEnded = await loop.stop()
      // lets another go on at once, which it does by itself a little later
      if (hasEnded) await relay.lead(holder, 1).catch(() => undefined)
      return hasEnded
    },
  }
}
