import { setTimeout as delay } from 'node:timers/promises'

/** How a write waits for a disk that is full. */
export type Patience = {
  /** Aborted when nobody needs the write any more. */
  signal: AbortSignal
  /** Told of each try that found no room. */
  onNoRoom: (error: unknown) => void
  retryMs: number
  /** Tries in all; the last one's error is thrown. */
  attempts: number
}

/** True when a write failed because the file system has no room, or not for us. */
export const isNoRoom = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | null)?.code ?? '')

/**
 * Writes as soon as the file system has room. For bytes that exist nowhere else in this form: what was composed cannot be
 * composed again without the rest of its file.
 * @throws the write's error when it is another one, when the tries are used up or when the signal is aborted
 */
export const whenRoom = async <T>(patience: Patience, write: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++)
    try {
      return await write()
    } catch (error) {
      if (!isNoRoom(error) || attempt >= patience.attempts) throw error
      patience.onNoRoom(error)
      await delay(patience.retryMs, undefined, { signal: patience.signal }).catch(() => {
        throw error
      })
    }
}
