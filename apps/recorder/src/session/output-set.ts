import { TapedeckError } from '@tapedeck/contracts'
import {
  extensionOf,
  type FragmentOrigin,
  type Recording,
  type RecordingFile,
  sliceMarkOf,
  storageOfOutput,
} from '@tapedeck/domain'
import type { RecordingSpool } from '@tapedeck/spool'
import type { Lease } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { OutputContext } from '../output/cycle.ts'
import { keyedOf, openKeyBooks } from '../output/key-books.ts'
import { openCyclesOf } from '../output/open-cycles.ts'
import { Output } from '../output/output.ts'
import type { PlacedFragment } from '../output/placed-fragment.ts'
import { type LeftCycles, storedBefore } from '../output/stored-before.ts'
import { canHold } from '../output/track-selection.ts'
import { outputStorageOf } from './output-storage.ts'
import type { SessionDeps } from './session-deps.ts'
import { StorageFailing } from './storage-failing.ts'

/** The outputs of one recording under one lease. */
export class OutputSet {
  readonly #outputs: Output[]
  readonly #spool: RecordingSpool
  readonly #log: Logger
  readonly #signal = new AbortController()
  #hasFailed = false

  constructor(
    deps: SessionDeps,
    recording: Recording,
    lease: Lease,
    spool: RecordingSpool,
    /** Files that former generations stored. */
    files: RecordingFile[],
    /** Cycles that former generations left open. */
    { goneOnWith, passed }: LeftCycles,
    splitsBefore: number,
    publish: (file: RecordingFile) => Promise<void>,
    onFileBegun: (first: PlacedFragment) => void,
    /** Files of an output cannot be stored; called once. */
    onFailed: (error: unknown) => void,
  ) {
    const log = deps.log.child({ recordingId: recording.id, generation: lease.generation })
    this.#log = log
    const failing = failingStorages(deps, recording)
    const taken = [
      ...files,
      ...goneOnWith.map(({ cycle }) => cycle),
      ...passed.flatMap(({ cycle }) => keyedOf(cycle)),
    ]
    const keysOf = openKeyBooks(deps.resolveStorage, recording, taken)
    const formats = recording.template.formats
    const openCycles = openCyclesOf(deps.store, lease, goneOnWith)
    this.#outputs = formats.map((plan) => {
      const context: OutputContext = {
        recording,
        generation: lease.generation,
        plan,
        extension: extensionOf(plan, formats),
        sliceMark: sliceMarkOf(plan, recording),
        keys: keysOf(plan.name),
        ...outputStorageOf(deps, recording, plan.name),
        spool,
        sent: spool.sent,
        limit: deps.limit,
        retry: deps.storageRetry,
        clock: deps.clock,
        monotonic: deps.monotonic,
        random: deps.random,
        log: log.child({ output: plan.name }),
        signal: this.#signal.signal,
        assertHeld: async () => {
          // renewing asks and takes up again at once: a lease that ran out while Redis was away is still ours
          // unless somebody else took it
          if (!(await deps.store.leases.renew(lease, deps.leaseTtlMs)))
            throw new TapedeckError('LEASE_LOST')
        },
        openCycles,
        splitsBefore,
        onFileBegun,
        publish,
        onStored: () => this.#releaseSpool(),
        onStorageRetry: (error) => {
          deps.metrics.storageRetries.inc()
          failing(plan.name).onRetry()
          log.warn({ err: error, output: plan.name }, 'storage failed; trying again')
        },
        onFailed: (error) => {
          if (this.#hasFailed) return
          this.#hasFailed = true
          onFailed(error)
        },
      }
      return new Output(context, storedBefore(files, plan.name, passed))
    })
    this.#spool = spool
  }

  /** True when a fragment is in a stored file of every output. */
  haveStored(origin: FragmentOrigin): boolean {
    return this.#outputs.every((output) => output.hasStored(origin))
  }

  /** Hands a fragment to every output that can hold its tracks. */
  async write(placed: PlacedFragment): Promise<void> {
    await Promise.all(
      this.#outputs.map(async (output) => {
        if (canHold(output.plan, placed.init.tracks)) await output.write(placed)
        else output.skip(placed.spooled)
      }),
    )
  }

  requestSplits(count: number): void {
    for (const output of this.#outputs) output.requestSplits(count)
  }

  /** See Output.makeUpSplits. */
  makeUpSplits(): void {
    for (const output of this.#outputs) output.makeUpSplits()
  }

  /** Ends every running cycle: what follows goes into files of its own. */
  endCycles(): void {
    for (const output of this.#outputs) output.endCycle()
  }

  /** Ends every running cycle and resolves when all files are stored and told of. */
  async finish(): Promise<void> {
    this.endCycles()
    const results = await Promise.allSettled(this.#outputs.map((output) => output.settled()))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  /** Publishes nothing more; the spool keeps the media. */
  async abandon(): Promise<void> {
    this.#signal.abort(new TapedeckError('LEASE_LOST'))
    await Promise.all(this.#outputs.map((output) => output.abandon()))
  }

  /** Gives the room of media back that every output has in storage. */
  #releaseSpool(): void {
    const from = Math.min(...this.#outputs.map((output) => output.neededFrom))
    this.#spool.release(from).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'room of the spool could not be given back')
    })
  }

  progress() {
    return this.#outputs.map((output) => ({
      output: output.plan.name,
      format: output.plan.format,
      ...output.progress(),
    }))
  }
}

/** Who tells of a storage that fails: one for all outputs that lie in it. */
const failingStorages = (
  deps: SessionDeps,
  recording: Recording,
): ((output: string) => StorageFailing) => {
  const log = deps.log.child({ recordingId: recording.id })
  const known = new Map<string, StorageFailing>()
  return (output) => {
    const storage = storageOfOutput(recording, output)
    const name = JSON.stringify(storage)
    const failing = known.get(name) ?? new StorageFailing(deps, recording.id, storage, log)
    known.set(name, failing)
    return failing
  }
}
