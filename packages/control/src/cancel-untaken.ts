import type { Recording } from '@tapedeck/domain'

/** What canceling needs; `Store` of packages/store has the right shape. */
export type CancelingStore = {
  recordings: {
    transition(request: {
      recordingId: string
      input: 'stopRequested'
      lease: null
      patch: { reason: 'stopped'; reasonDetail: string }
    }): Promise<{ outcome: string; recording?: Recording }>
  }
  leases: { owner(recordingId: string): Promise<unknown> }
}

/**
 * Ends a recording that no recorder has taken: nobody else would carry out its stop. Any other is its recorder's, or the
 * reconciler's.
 * @returns the recording as it is then
 */
export const cancelUntaken = async (
  { recordings, leases }: CancelingStore,
  recording: Recording,
): Promise<Recording> => {
  const { id, state } = recording
  if (state !== 'accepted' || (await leases.owner(id)) !== null) return recording
  const result = await recordings.transition({
    recordingId: id,
    input: 'stopRequested',
    lease: null,
    patch: { reason: 'stopped', reasonDetail: 'Stopped before a recorder took it.' },
  })
  return result.recording ?? recording
}
