import { setTimeout as pause } from 'node:timers/promises'
import type { StorageTarget } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import type { Logger, Metrics } from '@tapedeck/telemetry'
import { listNotes, type NotePlace, readNote } from './backup-note.ts'
import { type ReturnDeps, returnNote } from './return-note.ts'

/** What moves files back from the backup storage. */
export type BackupReturnOptions = {
  recorderId: string
  /** The whole backup storage. */
  root: ObjectStore
  deps: ReturnDeps
  metrics: BackupReturnMetrics
  log: Logger
  /** Wall time, Unix milliseconds. */
  clock: () => number
  /** Milliseconds between two looks. */
  intervalMs?: number
}

const defaultIntervalMs = 15_000

/** What another recorder noted is left to it for so long; it may have a backup directory of its own, or be busy. */
const foreignAfterMs = 3_600_000

/** The figures of the way back. */
export const createBackupReturnMetrics = (metrics: Metrics) => ({
  waiting: metrics.gauge({
    name: 'tapedeck_backup_files',
    help: 'Files and manifests in the backup storage that wait to be moved back',
  }),
  returned: metrics.counter({
    name: 'tapedeck_backup_returned_files_total',
    help: 'Files and manifests moved back from the backup storage and verified',
  }),
  failures: metrics.counter({
    name: 'tapedeck_backup_return_failures_total',
    help: 'Tries to move something back from the backup storage, or to look what is there, that failed',
  }),
})
export type BackupReturnMetrics = ReturnType<typeof createBackupReturnMetrics>

/**
 * Looks into the backup storage time and again and moves one thing after the other back into its own storage, once
 * that takes objects again.
 */
export class BackupReturn {
  readonly #options: BackupReturnOptions
  readonly #stopping = new AbortController()
  #ended: Promise<void> | null = null

  constructor(options: BackupReturnOptions) {
    this.#options = options
  }

  start(): void {
    this.#ended ??= this.#run()
  }

  /** Breaks off what is being moved; it is begun anew by the next process. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#ended
  }

  /** Moves everything back that can be now; resolves with what is still there. */
  async pass(): Promise<number> {
    const { root, metrics } = this.#options
    const notes = (await listNotes(root)).filter((note) => this.#isDue(note))
    metrics.waiting.set(notes.length)
    const failing = new Set<string>()
    let left = notes.length
    for (const place of notes) {
      this.#stopping.signal.throwIfAborted()
      if (await this.#returnOne(place, failing)) left -= 1
      metrics.waiting.set(left)
    }
    return left
  }

  async #run(): Promise<void> {
    const { intervalMs = defaultIntervalMs, metrics, log } = this.#options
    const { signal } = this.#stopping
    const isStopping = (): boolean => signal.aborted
    while (!isStopping()) {
      try {
        await this.pass()
      } catch (error) {
        if (isStopping()) return
        metrics.failures.inc()
        log.warn({ err: error }, 'the backup storage could not be looked at; trying again')
      }
      await pause(intervalMs, undefined, { signal }).catch((error: unknown) => {
        if (!isStopping()) throw error
      })
    }
  }

  #isDue({ recorderId, notedAtMs }: NotePlace): boolean {
    const { recorderId: own, clock } = this.#options
    return recorderId === own || clock() - notedAtMs > foreignAfterMs
  }

  /**
   * True when it is back and its note is gone.
   * @param failing targets that did not take an object in this pass
   */
  async #returnOne({ key, notedAtMs }: NotePlace, failing: Set<string>): Promise<boolean> {
    const { root, deps, metrics, log } = this.#options
    try {
      const note = await readNote(root, key)
      if (note === null) return true
      const target = JSON.stringify(note.storage)
      if (failing.has(target) || !(await this.#works(note.storage))) {
        failing.add(target)
        return false
      }
      const outcome = await returnNote(deps, { ...note, notedAtMs }, this.#stopping.signal)
      if (outcome === 'waiting') return false
      await root.remove([key])
      if (outcome === 'returned') metrics.returned.inc()
      log.info({ recordingId: note.recordingId, file: note.file?.id, outcome }, 'back from backup')
      return true
    } catch (error) {
      this.#stopping.signal.throwIfAborted()
      metrics.failures.inc()
      log.warn({ err: error, note: key }, 'a file could not be moved back; trying again')
      return false
    }
  }

  /** A storage that does not take a small object yet is left alone until the next look. */
  async #works(target: StorageTarget): Promise<boolean> {
    try {
      await this.#options.deps.resolveStorage(target).check()
      return true
    } catch (error) {
      this.#options.log.debug({ err: error }, 'the storage of a file in the backup still fails')
      return false
    }
  }
}
