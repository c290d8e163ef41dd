import type { EndpointReplayResult } from '@tapedeck/contracts'
import { matchesEndpoint, type StoredEndpoint } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { wakeLanes } from './wake-lanes.ts'

/** What one call does at most; each event is a write to Redis. */
const maxQueued = 1000
/** Entries of the log that one call looks at. */
const maxRead = 10_000
const pageLimit = 500

export type ReplaySpan = { fromMs: number; toMs: number; afterId: string | null }

/** Queues the events of a span that the endpoint asks for, in the order of the log, and wakes the notifiers for them. */
export const replayToEndpoint = async (
  context: ApiContext,
  endpoint: StoredEndpoint,
  { fromMs, toMs, afterId }: ReplaySpan,
): Promise<EndpointReplayResult> => {
  const { eventLog, deliveries } = context.store
  const lanes = new Set<string>()
  let queued = 0
  let cursor = afterId
  const readAll = async (): Promise<boolean> => {
    for (let read = 0; read < maxRead; ) {
      const entries = await eventLog.between({ fromMs, toMs }, cursor, pageLimit)
      for (const entry of entries) {
        if (queued === maxQueued) return false
        cursor = entry.entryId
        if (!matchesEndpoint(endpoint, entry.event, entry.context)) continue
        const delivery = await deliveries.send(entry, { kind: 'endpoint', endpointId: endpoint.id })
        lanes.add(delivery.lane)
        queued++
      }
      if (entries.length < pageLimit) return true
      read += entries.length
    }
    return false
  }
  try {
    const isOver = await readAll()
    return { queued, nextCursor: isOver ? null : cursor }
  } finally {
    await wakeLanes(context, [...lanes])
  }
}
