import { type CommandGiver, commandsBetween, isFinal, type Recording } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { type DesiredChange, nextDesired } from './next-desired.ts'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'
import { untilNotRaced, writeRecording } from './write-recording.ts'

/** See RecordingStore.setDesired. A finished recording is answered as it is. */
export const setDesired = (
  context: StoreContext,
  id: string,
  change: DesiredChange,
  by: CommandGiver,
): Promise<Recording | null> =>
  untilNotRaced(async () => {
    const stored = await readRecording(context, id)
    if (stored === null) return null
    const { recording } = stored
    if (isFinal(recording.state)) return recording
    const desired = nextDesired(recording.desired, change)
    if (desired === recording.desired) {
      // Asked again: perhaps the owner did not hear it the first time.
      await context.redis.publish(keys.control, id)
      return recording
    }
    const next = { ...recording, desired, revision: recording.revision + 1 }
    const commands = commandsBetween(recording.desired, desired, { atMs: context.clock(), by })
    const write = { stored, next, lease: null, event: null, commands, tellsOwner: true }
    const outcome = await writeRecording(context, write)
    if (outcome === 'written') return next
    return outcome === 'missing' ? null : 'raced'
  })
