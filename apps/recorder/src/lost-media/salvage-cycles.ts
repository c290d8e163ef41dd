import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import { isSliced, keysOfFiles, type Recording, type RecordingFile } from '@tapedeck/domain'
import { type LostCycle, type SalvageContext, salvageCycle } from '@tapedeck/object-store'
import { type Lease, storedFiles, tellWrong } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { type ReliableContext, reliably } from '../reliably.ts'
import type { SessionDeps } from '../session/session-deps.ts'
import { type Patience, StorageWait, shortRetry } from './storage-wait.ts'

/** What salvaging needs of a recorder. */
export type SalvageDeps = Pick<
  SessionDeps,
  | 'store'
  | 'resolveStorage'
  | 'limit'
  | 'storageRetry'
  | 'storeRetry'
  | 'leaseTtlMs'
  | 'random'
  | 'metrics'
> & {
  /** How long a storage is waited for; for tests. */
  patience?: Patience
}

/**
 * Completes what a recorder that is gone had in storage of its running cycles: files that end with the last whole
 * fragment that was sent. Every step may be broken off and done again by whoever takes the recording next. Nothing is
 * written before this is over, to no storage: so one that fails is not waited for. What cannot be done now stays open for a
 * later take-over or the janitor.
 * @param localGenerations generations whose media lies in this host's spool: their cycles are composed again instead
 * @throws LEASE_LOST when another generation owns the recording; the signal's reason
 */
export const salvageLostCycles = async (
  deps: SalvageDeps,
  recording: Recording,
  lease: Lease,
  localGenerations: number[],
  log: Logger,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> => {
  const salvaging = new Salvaging(deps, lease, log, signal)
  const open = await salvaging.stored(() => deps.store.openCycles.list(recording.id))
  const left = open.filter(
    ({ cycle }) =>
      cycle.generation < lease.generation && !localGenerations.includes(cycle.generation),
  )
  if (left.length === 0) return
  const files = await salvaging.stored(() => storedFiles(deps.store.recordings, recording.id))
  // one after the other within an output, so that its files come in order
  const inOrder = left.toSorted((a, b) => a.cycle.sequence - b.cycle.sequence)
  const results = await Promise.allSettled(
    recording.template.formats.map(async (plan) => {
      const ofOutput = inOrder.filter(({ cycle }) => cycle.output === plan.name)
      await salvaging.salvageAll(
        ofOutput.map(({ cycle, pieces }) => {
          const objects = deps.resolveStorage(cycle.storage)
          return { recording, plan, cycle, pieces, objects, files }
        }),
      )
    }),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** How often requests are tried, and the look at the lease, which throws LEASE_LOST when another generation has it. */
type LeasedContext = ReliableContext &
  Pick<SalvageContext, 'limit'> & { assertHeld(): Promise<void> }

/** The same of one output, whose storage may be given up. */
type OutputSalvage = LeasedContext & { wait: StorageWait }

/** The salvaging of one recording under one lease. */
class Salvaging {
  readonly #deps: SalvageDeps
  readonly #lease: Lease
  readonly #log: Logger
  readonly #context: LeasedContext

  constructor(deps: SalvageDeps, lease: Lease, log: Logger, signal: AbortSignal) {
    this.#deps = deps
    this.#lease = lease
    this.#log = log
    this.#context = {
      limit: deps.limit,
      retry: shortRetry(deps.storageRetry),
      random: deps.random,
      signal,
      onStorageRetry: (error) => {
        deps.metrics.storageRetries.inc()
        log.warn({ err: error }, 'storage failed while salvaging; trying again')
      },
      assertHeld: async () => {
        if (!(await deps.store.leases.renew(lease, deps.leaseTtlMs)))
          throw new TapedeckError('LEASE_LOST')
      },
    }
  }

  /** Reads or writes the store, as often as it takes. */
  stored<T>(task: () => Promise<T>): Promise<T> {
    const { storeRetry, random } = this.#deps
    const onStorageRetry = (error: unknown): void =>
      this.#log.warn({ err: error }, 'the store failed while salvaging; trying again')
    return reliably({ ...this.#context, retry: storeRetry, random, onStorageRetry }, task)
  }

  /** Salvages cycles of one output one after the other; when its storage is given up, those that are left stay open. */
  async salvageAll(all: LostCycle[]): Promise<void> {
    const wait = new StorageWait(this.#deps.patience)
    const context: OutputSalvage = {
      ...this.#context,
      limit: wait.limit(this.#context.limit),
      signal: AbortSignal.any([this.#context.signal, wait.signal]),
      wait,
    }
    try {
      for (const lost of all) await this.#salvage(lost, context)
    } finally {
      wait.end()
    }
  }

  async #salvage(lost: LostCycle, context: OutputSalvage): Promise<void> {
    const { output, sequence, generation } = lost.cycle
    const facts = { output, sequence, lostGeneration: generation }
    try {
      const file = await salvageCycle(
        {
          ...context,
          onRetry: (error) => context.onStorageRetry(error),
          beforeVisible: () => this.stored(() => context.assertHeld()),
        },
        lost,
      )
      if (file === null) await this.#giveUp(lost, context)
      else await this.#publish(file)
      await this.#tidy(lost, file, context)
      this.#count(file === null ? 'nothing' : 'stored')
      this.#log.info({ ...facts, key: file?.key ?? null, bytes: file?.bytes ?? 0 }, 'salvaged')
    } catch (error) {
      if (isTapedeckError(error) && error.code === 'LEASE_LOST') throw error
      if (this.#context.signal.aborted) throw error
      // the tries that one cycle had are enough to know it
      if (context.wait.isFailing) context.wait.giveUp()
      this.#count('failed')
      this.#log.error({ err: error, ...facts }, 'a lost cycle could not be salvaged; it stays open')
    }
  }

  /** Told of in one step with the end of the open cycle. */
  async #publish(file: RecordingFile): Promise<void> {
    const { recordings } = this.#deps.store
    await this.stored(async () => {
      if (!(await recordings.addFile(this.#lease, file))) throw new TapedeckError('LEASE_LOST')
    })
    this.#deps.metrics.filesStored.inc({ format: file.format })
    this.#deps.metrics.storedBytes.inc({ format: file.format }, file.bytes)
    await this.stored(() => tellWrong(recordings, file))
  }

  /** Nothing playable is in storage: what is there only costs room. */
  async #giveUp({ recording, cycle, objects }: LostCycle, context: OutputSalvage): Promise<void> {
    const { key, uploadId } = cycle
    if (uploadId !== null)
      await reliably(context, async () => {
        await this.stored(() => context.assertHeld())
        await context.limit(() => objects.abortUpload(key, uploadId))
      })
    await this.stored(() => this.#deps.store.openCycles.remove(recording.id, cycle))
  }

  /**
   * Takes away the staging object, or the live playlist and an init segment without slices. Slices that no file has are media:
   * only the recorder that has them in its spool, too, takes them away. A failure costs room only.
   */
  async #tidy(
    { cycle, pieces, objects, files }: LostCycle,
    file: RecordingFile | null,
    { limit }: OutputSalvage,
  ): Promise<void> {
    const named = keysOfFiles(file === null ? files : [...files, file])
    const isObjectLeft = isSliced(cycle.format) || file !== null
    const initKey = pieces.length === 0 ? cycle.initKey : null
    const keys = [isObjectLeft ? cycle.key : null, initKey].filter(
      (key): key is string => key !== null && !named.has(key),
    )
    if (keys.length === 0) return
    try {
      await limit(() => objects.remove(keys))
    } catch (error) {
      this.#log.warn({ err: error, keys }, 'what a lost cycle left could not be removed')
    }
  }

  #count(outcome: 'stored' | 'nothing' | 'failed'): void {
    this.#deps.metrics.salvagedCycles.inc({ outcome })
  }
}
