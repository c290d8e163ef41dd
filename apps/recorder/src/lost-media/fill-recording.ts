import { setTimeout as delay } from 'node:timers/promises'
import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import { isFinal, type Recording } from '@tapedeck/domain'
import { describeDamage } from '@tapedeck/spool'
import { type Generation, storedFiles, tellWrong } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { storeManifest } from '../session/manifest-store.ts'
import { planLeftovers, standBysOf } from '../session/take-over.ts'
import { type FillDeps, type FillTask, fillGeneration } from './fill-generation.ts'
import { withdrawSent } from './withdraw-sent.ts'

export type FillRecordingDeps = FillDeps & {
  recorderId: string
  /** True when what lies here of a generation is a running session's of this recorder. */
  holds: (recordingId: string, generation: number) => boolean
}

/**
 * done: nothing is left here that anybody waits for. later: somebody must first take the recording, salvage what is
 * in storage, or end it. unknown: there is no such recording; its media stays.
 */
export type FillOutcome = 'done' | 'later' | 'unknown'

/** Brings the media of one recording into storage that nobody will go on from, and gives its room back. */
export const fillRecording = async (
  deps: FillRecordingDeps,
  recordingId: string,
  signal: AbortSignal,
  log: Logger,
): Promise<FillOutcome> => {
  const { spool, store, recorderId } = deps
  const local = (await spool.list())
    .filter((one) => one.recordingId === recordingId)
    .map(({ generation }) => generation)
  if (local.length === 0) return 'done'
  const recording = await store.recordings.get(recordingId)
  const isFree = (generation: number): boolean => !deps.holds(recordingId, generation)
  if (
    (recording === null || recording.state === 'canceled') &&
    local.every(isFree) &&
    (await isEmpty(deps, recordingId, local))
  ) {
    await spool.forget(recordingId)
    return 'done'
  }
  if (recording === null) {
    log.warn('media of a recording that is not known stays in the spool')
    return 'unknown'
  }
  const generations = await store.generations.list(recordingId)
  const plan = planLeftovers(
    local,
    { recordingId, ownerId: recorderId, generation: newestOf(recording, generations) + 1 },
    generations,
    await storedFiles(store.recordings, recordingId),
    await standBysOf(spool, recordingId, local),
  )
  // behind the end nobody goes on from anything
  const ended = isFinal(recording.state) ? plan.goOnFrom : []
  const lost = [...plan.superseded, ...ended].filter(isFree).toSorted((one, other) => one - other)
  if (await isBeingSalvaged(deps, recordingId, lost)) return 'later'
  const foreign = plan.foreign.filter(isFree)
  for (const generation of foreign) {
    log.info({ foreign: generation }, 'a hand-over that did not happen is taken out of the spool')
    await (await spool.read(recordingId, generation)).remove()
  }
  const filled: FilledGeneration[] = []
  for (const generation of lost)
    filled.push(await fill(deps, { recording, generation, generations, signal, log }))
  if (lost.length > 0) await closeAccount(deps, recordingId, signal, log)
  // last of all: as long as they lie here, a recorder that is started again does it all once more
  for (const one of filled) {
    // media that could not be read here may be in what was sent
    if (one.damage === null) await withdrawSent(deps, recording, one.generation, log)
    await giveBack(deps, recordingId, one, log)
  }
  await spool.tidy(recordingId)
  const done = [...foreign, ...lost]
  const isLeft = local.some((generation) => isFree(generation) && !done.includes(generation))
  return isLeft ? 'later' : 'done'
}

/**
 * True when no fragment was received here. The state does not tell: `canceled` means that Redis knew of none, and a
 * recorder that was cut off from it, or whose host died, may have received media that nobody heard of.
 */
const isEmpty = async (
  { spool }: FillRecordingDeps,
  recordingId: string,
  local: number[],
): Promise<boolean> => {
  for (const generation of local) {
    const { fragmentCount, isUnreadable } = await spool.read(recordingId, generation)
    if (fragmentCount > 0 || isUnreadable) return false
  }
  return true
}

const newestOf = (recording: Recording, generations: Generation[]): number =>
  Math.max(recording.generation, ...generations.map(({ generation }) => generation))

/**
 * Whoever took the recording over may still be making files of what these generations had in storage. When that was
 * this recorder, it left them alone, because their media lies here: then they are taken away.
 */
const isBeingSalvaged = async (
  deps: FillRecordingDeps,
  recordingId: string,
  lost: number[],
): Promise<boolean> => {
  if (lost.length === 0) return false
  const { openCycles, leases } = deps.store
  const open = (await openCycles.list(recordingId)).filter(({ cycle }) =>
    lost.includes(cycle.generation),
  )
  if (open.length === 0) return false
  if ((await leases.owner(recordingId))?.ownerId !== deps.recorderId) return true
  for (const { cycle } of open) {
    const { uploadId, key, storage } = cycle
    if (uploadId !== null)
      await deps.limit(() => deps.resolveStorage(storage).abortUpload(key, uploadId))
    await openCycles.remove(recordingId, cycle)
  }
  return false
}

/** A generation all of whose usable media is in storage; `damage` says what could not be used. */
type FilledGeneration = { generation: number; damage: string | null }

const fill = async (
  deps: FillRecordingDeps,
  task: Omit<FillTask, 'files'>,
): Promise<FilledGeneration> => {
  const { recording, generation, signal } = task
  const log = task.log.child({ lostGeneration: generation })
  // read anew: fillers of the generation before may be among them
  const files = await storedFiles(deps.store.recordings, recording.id)
  // a try before this one may have been broken off between a file and what was to be told of it
  for (const file of files.filter(({ filler }) => filler?.generation === generation))
    await tellWrong(deps.store.recordings, file)
  const filled = await fillGeneration(deps, { ...task, files, log }).catch((error: unknown) => {
    // it will not get better by trying again
    if (isTapedeckError(error) && error.facts.blame === 'source') return error
    throw error
  })
  signal.throwIfAborted()
  if (isTapedeckError(filled)) return { generation, damage: filled.detail }
  log.info(
    { files: filled.files.length, damaged: filled.damaged.slice(0, 20) },
    'media of a lost generation is in storage',
  )
  if (isFinal(recording.state)) await tellFilled(deps, recording.id, generation)
  return { generation, damage: filled.damaged.length === 0 ? null : describeDamage(filled.damaged) }
}

/** Whoever thought that the recording was complete is told that it was not, and now is. */
const tellFilled = async (
  { store: { recordings } }: FillRecordingDeps,
  recordingId: string,
  generation: number,
): Promise<void> => {
  const files = await storedFiles(recordings, recordingId)
  const fillers = files.filter(({ filler }) => filler?.generation === generation).length
  if (fillers === 0) return
  await recordings.tellDegraded(recordingId, {
    cause: 'recorder_lost',
    detail: `${fillers} files of generation ${generation}, whose recorder was lost, came into storage later.`,
    occurrence: `filled-${generation}`,
  })
}

/** Deletes what is in storage; what holds something that could not be used is kept for a person. */
const giveBack = async (
  { spool, store, metrics }: FillRecordingDeps,
  recordingId: string,
  { generation, damage }: FilledGeneration,
  log: Logger,
): Promise<void> => {
  if (damage === null) {
    await (await spool.read(recordingId, generation)).remove()
    return
  }
  await store.recordings.tellDegraded(recordingId, {
    cause: 'file_damaged',
    detail: `Spool of generation ${generation}: ${damage}`,
    occurrence: `spool-${generation}`,
  })
  const directory = await spool.setAside(recordingId, generation, damage)
  metrics.spoolSetAside.inc()
  log.error({ directory, damage, lostGeneration: generation }, 'a damaged spool was set aside')
}

/** How long a recording that is being closed is waited for, so that its manifest does not miss the fillers. */
const closingPollMs = 500
const closingPolls = 600

/** Stores the manifest again when the recording has ended: the one that its last session stored lacks the fillers. */
const closeAccount = async (
  deps: FillRecordingDeps,
  recordingId: string,
  signal: AbortSignal,
  log: Logger,
): Promise<void> => {
  for (let poll = 0; poll < closingPolls; poll++) {
    const recording = await deps.store.recordings.get(recordingId)
    if (recording === null) return
    if (isFinal(recording.state)) {
      if (await storeManifest(deps, recording, log, signal)) return
      throw new TapedeckError('STORAGE_FAILED', { detail: 'The manifest could not be stored.' })
    }
    if (recording.state !== 'finalizing') return
    await delay(closingPollMs, undefined, { signal })
  }
}
