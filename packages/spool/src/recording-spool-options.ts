import type { RecordingSpool } from './recording-spool.ts'
import type { SpoolUsage } from './spool-usage.ts'
import type { Patience } from './when-room.ts'

/** What a recording's spool is given by the spool that it belongs to. */
export type RecordingSpoolOptions = {
  usage: SpoolUsage
  /** Called when something was written that is not synced; null when nothing is ever synced. */
  onDirty: ((spool: RecordingSpool) => void) | null
  /** How work files wait for a disk that is full. */
  patience: Omit<Patience, 'signal'>
  /** Keeps a generation of the recording for a person; see Spool.setAside. */
  setAside: (generation: number, reason: string) => Promise<unknown>
}
