import { isTapedeckError, toTapedeckError } from '@tapedeck/contracts'
import {
  degradationsOf,
  isFinal,
  outputOf,
  type Recording,
  type RecordingFile,
  removalDueAtMs,
  storageOfOutput,
} from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import {
  attemptFailed,
  type JobContext,
  type JobOutcome,
  retryLater,
  startWorker,
  type WorkerOptions,
} from '@tapedeck/queue'
import { storeManifest } from '../session/manifest-store.ts'
import type { SessionDeps } from '../session/session-deps.ts'
import { checkFile } from './check-file.ts'

/** What a file checker works with. */
export type FileCheckDeps = Pick<
  SessionDeps,
  | 'store'
  | 'resolveStorage'
  | 'resolveFile'
  | 'limit'
  | 'storageRetry'
  | 'pull'
  | 'random'
  | 'clock'
  | 'log'
  | 'metrics'
>

/** How long a check waits that this recorder could not finish before it ended, or whose file was moved meanwhile. */
const againDelayMs = 1000

/** Others that change a file's record in between: its move out of the backup storage, another check. */
const maxRaces = 10

/** A file that is missing so shortly before its time is over is being removed, by a process whose clock is ahead of ours. */
const removalMarginMs = 60_000

/** Whether a file's objects were removed, or may be in this moment: its record says so only afterwards. */
const mayBeRemoved = (recording: Recording, file: RecordingFile, nowMs: number): boolean =>
  file.removedAtMs !== undefined ||
  (removalDueAtMs(recording.template, file) ?? Number.POSITIVE_INFINITY) <= nowMs + removalMarginMs

/** Errors after which nothing is known of the file: trying again later may tell. */
const isPassing = (error: unknown): boolean =>
  isTapedeckError(error) && error.facts.retry === 'backoff'

/** Checks stored files on request, one at a time. */
export class FileChecker {
  readonly #deps: FileCheckDeps
  readonly #ending = new AbortController()

  constructor(deps: FileCheckDeps) {
    this.#deps = deps
  }

  /** Ends a check that runs; another recorder makes it. */
  end(): void {
    this.#ending.abort(new Error('the recorder ends'))
  }

  #isEnding(): boolean {
    return this.#ending.signal.aborted
  }

  /** Does one job: checks the file, notes the result in its record and tells of damage. */
  async check(
    { recordingId, fileId }: { recordingId: string; fileId: string },
    { isLastAttempt }: Pick<JobContext, 'isLastAttempt'>,
  ): Promise<JobOutcome | undefined> {
    const { store, log, metrics } = this.#deps
    if (this.#isEnding()) return retryLater(againDelayMs)
    const recording = await store.recordings.get(recordingId)
    const file = await store.recordings.file(recordingId, fileId)
    // deleted since the check was asked for
    if (recording === null || file === null) return undefined
    try {
      const outcome = await this.#checkAndNote(recording, file)
      if (outcome === 'moved') return retryLater(againDelayMs)
      metrics.fileChecks.inc({ outcome })
      return undefined
    } catch (error) {
      if (this.#isEnding()) return retryLater(againDelayMs)
      log.warn({ err: error, recordingId, fileId }, 'a file could not be checked')
      if (isLastAttempt || !isPassing(error)) metrics.fileChecks.inc({ outcome: 'failed' })
      if (!isPassing(error)) throw error
      return attemptFailed(toTapedeckError(error).message)
    }
  }

  async #checkAndNote(
    recording: Recording,
    file: RecordingFile,
  ): Promise<'ok' | 'damaged' | 'moved' | 'gone'> {
    const { store, log, clock } = this.#deps
    if (file.removedAtMs !== undefined) return 'gone'
    const result = await checkFile(file, this.#objectsOf(recording, file), {
      ffmpegPath: this.#deps.pull.ffmpegPath,
      signal: this.#ending.signal,
    })
    const check = { checkedAtMs: clock(), ...result }
    for (let race = 0; race < maxRaces; race++) {
      const now = await store.recordings.file(recording.id, file.id)
      if (now === null) return 'gone'
      if (result.outcome === 'damaged' && mayBeRemoved(recording, now, clock())) return 'gone'
      if (now.key !== file.key || now.isInBackup !== file.isInBackup) return 'moved'
      const checked = { ...now, check }
      if (!(await store.recordings.updateFile(checked, now))) continue
      const { id: fileId, generation } = file
      log.info({ recordingId: recording.id, generation, fileId, ...result }, 'file checked')
      await this.#tell(recording.id, checked)
      return result.outcome
    }
    return 'moved'
  }

  /** Tells of damage, and brings the stored copy of the manifest up to date when nobody else will. */
  async #tell(recordingId: string, file: RecordingFile): Promise<void> {
    const { store, log } = this.#deps
    for (const degradation of degradationsOf(file))
      if (degradation.cause === 'file_damaged')
        await store.recordings.tellDegraded(recordingId, degradation)
    const recording = await store.recordings.get(recordingId)
    if (recording === null || !isFinal(recording.state)) return
    await storeManifest(this.#deps, recording, log.child({ recordingId }), this.#ending.signal)
  }

  #objectsOf(recording: Recording, file: RecordingFile): ObjectStore {
    return this.#deps.resolveFile(file, storageOfOutput(recording, outputOf(file)))
  }
}

/**
 * Takes checks from their queue, one at a time, so that recording is not hurt.
 * @returns what ends it; a check that runs is left to another recorder
 */
export const startFileChecks = (
  deps: FileCheckDeps,
  queue: Pick<WorkerOptions, 'redisUrl' | 'onError' | 'onRun'>,
): { stop(): Promise<void> } => {
  const checker = new FileChecker(deps)
  const worker = startWorker('check', (job, context) => checker.check(job, context), {
    ...queue,
    concurrency: 1,
  })
  return {
    stop: async () => {
      checker.end()
      await worker.close()
    },
  }
}
