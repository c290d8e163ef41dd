import { TapedeckError } from '@tapedeck/contracts'
import {
  extensionOf,
  type FormatPlan,
  type KeyBook,
  type Recording,
  type RecordingFile,
  sliceMarkOf,
} from '@tapedeck/domain'
import type { DamagedItem, WorkFiles } from '@tapedeck/spool'
import { type Generation, tellWrong } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { OutputContext } from '../output/cycle.ts'
import { openKeyBooks } from '../output/key-books.ts'
import { reliably } from '../reliably.ts'
import { outputStorageOf } from '../session/output-storage.ts'
import type { SessionDeps } from '../session/session-deps.ts'
import { FillerOutput } from './filler-output.ts'
import { SpooledGeneration } from './spooled-media.ts'

/** What filling needs of a recorder. */
export type FillDeps = Pick<
  SessionDeps,
  | 'store'
  | 'spool'
  | 'recorderId'
  | 'resolveStorage'
  | 'storageHealth'
  | 'backup'
  | 'limit'
  | 'storageRetry'
  | 'storeRetry'
  | 'clock'
  | 'monotonic'
  | 'random'
  | 'metrics'
>

/** One generation of a recording whose media lies in this host's spool. */
export type FillTask = {
  recording: Recording
  generation: number
  /** Every stored file of the recording. */
  files: RecordingFile[]
  /** Every generation of the recording. */
  generations: Generation[]
  /** Fires when the recorder ends: the spool keeps what is not stored. */
  signal: AbortSignal
  log: Logger
}

/** What came of it. */
export type Filled = { files: RecordingFile[]; damaged: readonly DamagedItem[] }

/**
 * Brings everything of a generation's media that is in no stored file into storage, once: as fillers. Broken off at any
 * point it may be done again, for fillers have stable ids and tell which fragments they hold.
 * @throws RECORDING_NOT_FOUND when the recording is gone; the signal's reason; the last error of storage or store
 */
export const fillGeneration = async (deps: FillDeps, task: FillTask): Promise<Filled> => {
  const { recording, generation, generations, files } = task
  const later = generations.filter((one) => one.generation > generation)
  const media = new SpooledGeneration(deps.spool, recording.id, generation, later)
  const work = await deps.spool.openWorkFiles(recording.id, `filler-${generation}`)
  const filled: RecordingFile[] = []
  const keysOf = openKeyBooks(deps.resolveStorage, recording, files)
  const outputs = recording.template.formats.map((plan) => {
    const base = contextOf(deps, task, { plan, keys: keysOf(plan.name), work }, (file) =>
      filled.push(file),
    )
    return new FillerOutput(plan, generation, files, (filler) => ({ ...base, filler }))
  })
  try {
    for await (const one of media.media()) {
      task.signal.throwIfAborted()
      await Promise.all(outputs.map((output) => output.write(one)))
    }
    await Promise.all(outputs.map((output) => output.endRun()))
  } catch (error) {
    await Promise.allSettled(outputs.map((output) => output.abandon()))
    throw error
  } finally {
    await work.remove()
  }
  return { files: filled, damaged: media.damaged }
}

const contextOf = (
  deps: FillDeps,
  { recording, generation, signal, log }: FillTask,
  { plan, keys, work }: { plan: FormatPlan; keys: KeyBook; work: WorkFiles },
  onFilled: (file: RecordingFile) => void,
): OutputContext => {
  return {
    recording,
    generation,
    plan,
    extension: extensionOf(plan, recording.template.formats),
    sliceMark: sliceMarkOf(plan, recording),
    keys,
    ...outputStorageOf(deps, recording, plan.name),
    spool: work,
    limit: deps.limit,
    retry: deps.storageRetry,
    clock: deps.clock,
    monotonic: deps.monotonic,
    random: deps.random,
    log,
    signal,
    // no lease guards fillers: their keys are their own, and only this host has the media
    assertHeld: async () => signal.throwIfAborted(),
    publish: async (file) => {
      await publish(deps, file, signal, log)
      onFilled(file)
    },
    onStored: () => undefined,
    onStorageRetry: (error) => {
      deps.metrics.storageRetries.inc()
      log.warn({ err: error, output: plan.name }, 'storage failed while filling; trying again')
    },
  }
}

/** Told of once, whoever finds out how often that the file is there. */
const publish = async (
  deps: FillDeps,
  file: RecordingFile,
  signal: AbortSignal,
  log: Logger,
): Promise<void> => {
  const { recordings } = deps.store
  const context = {
    retry: deps.storeRetry,
    random: deps.random,
    signal,
    onStorageRetry: (error: unknown) => {
      deps.metrics.storeRetries.inc()
      log.warn({ err: error }, 'a filler could not be told of; trying again')
    },
  }
  const isThere = await reliably(context, () => recordings.addFiller(file))
  if (!isThere) throw new TapedeckError('RECORDING_NOT_FOUND')
  deps.metrics.filesStored.inc({ format: file.format })
  deps.metrics.storedBytes.inc({ format: file.format }, file.bytes)
  deps.metrics.fillerFiles.inc({ format: file.format })
  log.info(
    { output: file.output, file: file.id, key: file.key, bytes: file.bytes },
    'filler stored',
  )
  await reliably(context, () => tellWrong(recordings, file))
}
