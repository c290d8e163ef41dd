import type { RecorderView } from '@tapedeck/contracts'
import type { RecorderPresence } from '@tapedeck/store'

/** A recorder's sign of life as the API shows it. */
export const showRecorder = (presence: RecorderPresence): RecorderView => ({
  recorderId: presence.recorderId,
  host: presence.host,
  state: presence.state ?? 'active',
  capacity: presence.capacity,
  running: presence.running,
  updatedAt: new Date(presence.updatedAtMs).toISOString(),
  spool: presence.spool ?? null,
})
