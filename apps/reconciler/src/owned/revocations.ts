import type { RecordingState } from '@tapedeck/domain'

/** So many recorders get a try in one state before a recording is ended. */
const maxTries = 3

/** Counts how often leases of a recording were taken away while it stayed in one state. */
export class Revocations {
  readonly #counts = new Map<string, { state: RecordingState; tries: number }>()

  /** Counts one more; true when it was the last try. */
  count(recordingId: string, state: RecordingState): boolean {
    const known = this.#counts.get(recordingId)
    const tries = known?.state === state ? known.tries + 1 : 1
    this.#counts.set(recordingId, { state, tries })
    return tries >= maxTries
  }

  /** Forgets every recording that is not among these. */
  keepOnly(recordingIds: readonly string[]): void {
    const kept = new Set(recordingIds)
    for (const id of this.#counts.keys()) if (!kept.has(id)) this.#counts.delete(id)
  }
}
