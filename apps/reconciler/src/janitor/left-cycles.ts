import { fileIdOf, isFinal, type Recording, storagesOf } from '@tapedeck/domain'
import { storedFiles, tellWrong } from '@tapedeck/store'
import { storeManifest } from '../store-manifest.ts'
import { giveUpLeft, type LeftCycle, salvageLeft } from './end-cycle.ts'
import type { JanitorDeps } from './janitor-deps.ts'

/** Bounds of one pass: recordings that are looked at, and those whose cycles are ended. */
const maxLooked = 50_000
const maxEnded = 100

/** Ends the cycles of one recording one after the other, so that its files come in order. */
const endCycles = async (
  deps: JanitorDeps,
  recordingId: string,
  recording: Recording | null,
  signal: AbortSignal,
): Promise<void> => {
  const { store, metrics, log } = deps
  let salvaged = 0
  for (const left of await store.openCycles.list(recordingId)) {
    signal.throwIfAborted()
    const isSalvaged = await endCycle(deps, recordingId, recording, left, signal)
    if (isSalvaged) salvaged += 1
    metrics.did(isSalvaged ? 'cycle_salvaged' : 'cycle_given_up')
    const { output, sequence, generation } = left.cycle
    log.info({ recordingId, output, sequence, generation, isSalvaged }, 'a lost cycle was ended')
  }
  if (salvaged === 0) return
  const { resolveStorage: resolve, limit } = deps
  await limit(() => storeManifest({ recordings: store.recordings, resolve }, recordingId))
}

const endCycle = async (
  deps: JanitorDeps,
  recordingId: string,
  recording: Recording | null,
  left: LeftCycle,
  signal: AbortSignal,
): Promise<boolean> => {
  const files = await storedFiles(deps.store.recordings, recordingId)
  const fileId = fileIdOf(recordingId, left.cycle.output, left.cycle.sequence)
  // a try that was broken off between telling of the file and forgetting the cycle, here or in another reconciler
  const told = files.find(({ id }) => id === fileId)
  if (told === undefined) {
    if (recording !== null && (await salvageLeft(deps, recording, left, files, signal))) return true
    await giveUpLeft(deps, recordingId, left, files)
    return false
  }
  // it may have been broken off before all was told
  await tellWrong(deps.store.recordings, told)
  // of a cycle that became a file only what was never meant to stay
  await giveUpLeft(deps, recordingId, { ...left, pieces: [] }, files)
  return true
}

/** The same; a failure is told and kept for a later pass, and does not keep other recordings waiting. */
const tryToEndCycles = async (
  deps: JanitorDeps,
  recordingId: string,
  recording: Recording | null,
  signal: AbortSignal,
): Promise<void> => {
  const { tryLater, cyclesSeen, metrics, log } = deps
  try {
    await endCycles(deps, recordingId, recording, signal)
    cyclesSeen.forget(recordingId)
    tryLater.forget(recordingId)
  } catch (error) {
    if (signal.aborted) return
    tryLater.failed(recordingId, deps.clock())
    metrics.failed('cycles')
    log.warn({ err: error, recordingId }, 'lost cycles could not be ended; later again')
  }
}

/**
 * Completes the cycles of recordings that have ended without them, so that what is in storage is playable, told of and
 * in the manifest; gives up those of which nothing playable is there, and those whose recording is gone. Cycles of
 * recordings that go on are their recorders'.
 */
export const endLeftCycles = async (deps: JanitorDeps, signal: AbortSignal): Promise<void> => {
  const { store, cyclesSeen, tryLater, limits } = deps
  let ended = 0
  const withCycles = await store.openCycles.recordings(maxLooked)
  const unfinished = new Set(await store.recordings.listUnfinished(maxLooked))
  for (const id of withCycles.filter((one) => !unfinished.has(one))) {
    if (signal.aborted || ended >= maxEnded) return
    const recording = await store.recordings.get(id)
    if (recording !== null) deps.targets.noteAll(storagesOf(recording))
    if (recording !== null && !isFinal(recording.state)) {
      cyclesSeen.forget(id)
      continue
    }
    const nowMs = deps.clock()
    if (cyclesSeen.ageMs(id, nowMs) < limits.cycleAgeMs || !tryLater.mayTry(id, nowMs)) continue
    ended += 1
    await tryToEndCycles(deps, id, recording, signal)
  }
}
