import { TapedeckError } from '@tapedeck/contracts'
import type {
  Degradation,
  Recording,
  RecordingFile,
  RecordingInput,
  StreamStart,
} from '@tapedeck/domain'
import type { Lease, RecordingPatch, Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { type ReliableContext, reliably } from '../reliably.ts'

type RecordContext = ReliableContext & {
  /** Told of each state that the recording came to, for metrics. */
  onState?: (state: Recording['state']) => void
}

/**
 * Writes a recording's state and files to the store, one after the other and in the background, so that a store
 * that is away never holds up the fragments. The number of writes that can wait is bounded by the number of
 * cycles and interruptions, which are bounded by their shortest length.
 */
export class RecordWriter {
  readonly #store: Store
  readonly #lease: Lease
  readonly #context: RecordContext
  readonly #log: Logger
  #last: Promise<void> = Promise.resolve()
  #recording: Recording

  constructor(
    store: Store,
    recording: Recording,
    lease: Lease,
    context: RecordContext,
    log: Logger,
  ) {
    this.#store = store
    this.#recording = recording
    this.#lease = lease
    this.#context = context
    this.#log = log
  }

  /** The record as last seen. */
  get recording(): Recording {
    return this.#recording
  }

  /** Queues a transition; resolves when it is written. */
  transition(input: RecordingInput, patch: RecordingPatch = {}): Promise<void> {
    return this.#enqueue(async () => {
      const request = { recordingId: this.#lease.recordingId, input, lease: this.#lease, patch }
      const result = await this.#store.recordings.transition(request)
      if (result.outcome === 'missing') throw new TapedeckError('RECORDING_NOT_FOUND')
      this.#recording = result.recording
      if (result.outcome === 'stale') throw new TapedeckError('LEASE_LOST')
      if (result.outcome === 'refused')
        this.#log.error({ input, state: result.recording.state }, 'a transition was refused')
      else {
        const { state } = result.recording
        if (result.outcome === 'moved') this.#context.onState?.(state)
        this.#log.info({ input, state }, 'state')
      }
    })
  }

  /** Queues a stored file with its event; resolves when it is written. */
  addFile(file: RecordingFile): Promise<void> {
    return this.#enqueue(async () => {
      if (!(await this.#store.recordings.addFile(this.#lease, file)))
        throw new TapedeckError('LEASE_LOST')
    })
  }

  /** Queues word of something that is wrong; resolves when it is written. */
  tellDegraded(degradation: Degradation): Promise<void> {
    return this.#enqueue(async () => {
      this.#log.warn({ ...degradation }, 'degraded')
      await this.#store.recordings.tellDegraded(this.#lease.recordingId, degradation)
    })
  }

  /** The same, and nobody waits for it; a failure is in the log. */
  tellSoon(degradation: Degradation): void {
    this.tellDegraded(degradation).catch(() => undefined)
  }

  /** Queues how the media of this generation begins; resolves when it is written. */
  putStart(start: StreamStart, startedAtMs: number): Promise<void> {
    return this.#enqueue(() => this.#store.generations.putStart(this.#lease, start, startedAtMs))
  }

  /** Resolves when everything queued so far is written or has failed. */
  async settled(): Promise<void> {
    await this.#last
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const written = this.#last.then(() => reliably(this.#context, task))
    this.#last = written.catch((error: unknown) => {
      this.#log.error({ err: error }, 'the record could not be written')
    })
    return written
  }
}
