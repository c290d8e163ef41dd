import { type Recording, storageOfOutput } from '@tapedeck/domain'
import type { Logger } from '@tapedeck/telemetry'
import { unnamedAmong } from '../output/open-cycles.ts'
import type { SessionDeps } from '../session/session-deps.ts'

const removedAtOnce = 1000

/**
 * Takes away what a generation brought into storage and no file names: slices that were stored after its lease was lost, when
 * its recorder was killed before it could do so itself, or that lie behind a hole of what was salvaged. Only when all of its
 * media that lies in this host's spool is in files.
 */
export const withdrawSent = async (
  deps: Pick<SessionDeps, 'spool' | 'store' | 'resolveStorage' | 'limit'>,
  recording: Recording,
  generation: number,
  log: Logger,
): Promise<void> => {
  const reader = await deps.spool.read(recording.id, generation)
  for (const { output, sequence, keys } of await reader.sent()) {
    const objects = deps.resolveStorage(storageOfOutput(recording, output))
    // read for each cycle: as little time as can be lies between the look and the removal
    const strays = await unnamedAmong(deps.store, recording.id, keys)
    for (let from = 0; from < strays.length; from += removedAtOnce)
      await deps.limit(() => objects.remove(strays.slice(from, from + removedAtOnce)))
    if (strays.length === 0) continue
    log.info(
      { output, sequence, lostGeneration: generation, objects: strays.length },
      'what was sent and is in no file was taken away',
    )
  }
}
