import type { RetentionEntry } from '@tapedeck/store'
import pLimit from 'p-limit'
import { removeDueFile } from './remove-due-file.ts'
import { removeDueRecording } from './remove-due-recording.ts'
import type { RetentionDeps } from './retention-deps.ts'
import { updateManifest } from './update-manifest.ts'
import { jumpMs } from './wall-clock-trust.ts'

/** Entries of one pass, and those worked on side by side. */
const maxPerPass = 1000
const batch = 100
const concurrency = 4

/** Does something for entries; what fails is put behind the others, so that a storage that is away holds up none that are not. */
const orLater = async <T>(
  { store, metrics, log, wallClock, laterMs }: RetentionDeps,
  entries: RetentionEntry[],
  work: () => Promise<T>,
): Promise<T | null> => {
  try {
    return await work()
  } catch (err) {
    metrics.failed()
    const [{ recordingId, fileId } = { recordingId: '', fileId: null }] = entries
    log.warn({ err, recordingId, fileId }, 'what is due could not be removed; later again')
    const dueAtMs = wallClock() + laterMs
    for (const entry of entries) await store.retention.put({ ...entry, dueAtMs })
    return null
  }
}

/** Entries of one recording: its files, then its manifest once for all of them, at last itself. */
const removeOfRecording = async (
  deps: RetentionDeps,
  recordingId: string,
  entries: RetentionEntry[],
  run: <T>(some: RetentionEntry[], work: () => Promise<T>) => Promise<T | null>,
): Promise<void> => {
  const removals = entries.map(async (entry) => {
    const { fileId } = entry
    if (fileId === null) return []
    const removal = await run([entry], () => removeDueFile(deps, entry, fileId))
    return removal === 'marked' ? [entry] : []
  })
  const marked = (await Promise.all(removals)).flat()
  if (marked.length > 0)
    await run(marked, async () => {
      await updateManifest(deps, recordingId)
      for (const { id } of marked) await deps.store.retention.remove(id)
    })
  for (const entry of entries)
    if (entry.fileId === null)
      await run([entry], () => removeDueRecording(deps, entry, marked.length > 0))
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
  const aheadMs = wallMs - (await deps.serverClock())
  if (aheadMs >= jumpMs) {
    log.warn({ aheadMs }, "the wall clock is ahead of that of Redis' host: nothing is removed")
    return
  }
  const limit = pLimit(concurrency)
  const run = <T>(entries: RetentionEntry[], work: () => Promise<T>): Promise<T | null> =>
    limit(async () => (signal.aborted ? null : orLater(deps, entries, work)))
  for (let done = 0; done < maxPerPass && !signal.aborted; done += batch) {
    const entries = await store.retention.due(wallMs, batch)
    const ofRecordings = Map.groupBy(entries, ({ recordingId }) => recordingId)
    await Promise.all(
      [...ofRecordings].map(([recordingId, some]) =>
        removeOfRecording(deps, recordingId, some, run),
      ),
    )
    if (entries.length < batch) return
  }
}
