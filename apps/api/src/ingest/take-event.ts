import type { StreamControl } from '@tapedeck/control'
import type { StoredSource, StreamName } from '@tapedeck/domain'
import { type IngestEvent, isPublicationOf, toldPublication } from '@tapedeck/ingest'
import type { StreamStore } from '@tapedeck/store'
import type { IngestResult } from './ingest-metrics.ts'

export type TakeEventDeps = {
  streams: Pick<StreamStore, 'get'>
  control: Pick<StreamControl, 'publish' | 'unpublish'>
  /** Wall time in milliseconds. */
  clock: () => number
}

/**
 * Tells the control what a notification says. A publication that ended must be the one that runs: notifications may
 * overtake each other.
 * @throws TapedeckError REDIS_UNAVAILABLE
 */
export const takeEvent = async (
  { streams, control, clock }: TakeEventDeps,
  source: StoredSource,
  event: IngestEvent,
): Promise<IngestResult> => {
  if (event.kind === 'other') return 'other'
  const domain = source.domain ?? event.domain
  if (domain === null) return 'no_domain'
  const stream: StreamName = { domain, app: event.app, stream: event.stream }
  const running = (await streams.get(stream))?.publication ?? null
  if (event.kind === 'published') {
    await control.publish(stream, toldPublication(event, source, running, clock()))
    return 'published'
  }
  if (running !== null && isPublicationOf(running, source.id, event.publicationId))
    await control.unpublish(stream, running.id)
  return 'unpublished'
}
