import type { RetentionEntry } from '@tapedeck/store'
import pLimit from 'p-limit'
import { removeDueFile } from './remove-due-file.ts'
import { removeDueRecording } from './remove-due-recording.ts'
import type { RetentionDeps } from './retention-deps.ts'

/** Entries of one pass, and those worked on side by side. */
const maxPerPass = 1000
const batch = 100
const concurrency = 4

const removeOne = async (deps: RetentionDeps, entry: RetentionEntry): Promise<void> => {
  const { store, metrics, log, wallClock, laterMs } = deps
  try {
    if (entry.fileId === null) await removeDueRecording(deps, entry)
    else await removeDueFile(deps, entry, entry.fileId)
  } catch (err) {
    metrics.failed()
    log.warn(
      { err, recordingId: entry.recordingId, fileId: entry.fileId },
      'what is due could not be removed; later again',
    )
    // behind the others: a storage that is away must not hold up those that are not
    await store.retention.put({ ...entry, dueAtMs: wallClock() + laterMs })
  }
}

/**
 * Removes what is due, the longest due first, a bounded number.
 * @throws TapedeckError REDIS_UNAVAILABLE
 */
export const removeDue = async (
  deps: RetentionDeps,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const { store, trust, wallClock, log } = deps
  const wallMs = wallClock()
  if (!trust.isTrusted(wallMs, nowMs)) {
    log.warn('the wall clock jumped ahead: nothing is removed for an hour')
    return
  }
  const limit = pLimit(concurrency)
  for (let done = 0; done < maxPerPass && !signal.aborted; done += batch) {
    const entries = await store.retention.due(wallMs, batch)
    await Promise.all(
      entries.map((entry) =>
        limit(async () => {
          if (!signal.aborted) await removeOne(deps, entry)
        }),
      ),
    )
    if (entries.length < batch) return
  }
}
