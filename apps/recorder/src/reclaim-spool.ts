import type { LostMedia } from './lost-media/lost-media.ts'
import type { SessionDeps } from './session/session-deps.ts'
import type { SessionRegistry } from './session-registry.ts'

/**
 * Goes on at once with the recordings whose media this recorder's spool still holds: those that its process drove when
 * it was killed. Nobody else has that media. What another recorder went on behind, or what ended elsewhere, comes into
 * storage beside them.
 */
export const reclaimSpool = async (
  deps: Pick<SessionDeps, 'spool' | 'log'>,
  registry: Pick<SessionRegistry, 'take'>,
  lostMedia: Pick<LostMedia, 'enqueue'>,
): Promise<void> => {
  const left = new Set((await deps.spool.list()).map(({ recordingId }) => recordingId))
  for (const recordingId of left) {
    const isTaken = await registry.take(recordingId, { replacesOwn: true })
    deps.log.info({ recordingId, isTaken }, 'media of a recording lies in the spool')
    // also of one that is taken: older generations may lie there that it does not go on from
    lostMedia.enqueue(recordingId)
  }
}
