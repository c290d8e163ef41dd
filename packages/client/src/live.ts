import type { ClientParts } from './client-parts.ts'
import type { FollowOptions } from './event-stream/follow-events.ts'
import type { Schemas } from './schemas.ts'

/**
 * What happens now, about once a second, until the signal is aborted or the reader stops; comes back by itself when the
 * connection broke off.
 */
export async function* liveSnapshots(
  { follow }: ClientParts,
  options: FollowOptions,
): AsyncGenerator<Schemas['LiveSnapshot'], void, void> {
  for await (const message of follow('/v1/live', null, options))
    if (message.event === 'snapshot') yield JSON.parse(message.data) as Schemas['LiveSnapshot']
}
