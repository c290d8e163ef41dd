import type { RecordingProgress } from '@tapedeck/domain'
import type { Lease, ProgressStore } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { ReceiverFigures } from './fragment-receiver.ts'
import { progressFigures } from './progress-figures.ts'
import type { SessionDeps } from './session-deps.ts'
import type { SessionWriting } from './session-writing.ts'

/** How often live figures are written. */
const intervalMs = 1000

/** Writes a recording's live figures once a second; a write that fails is made good by the next. */
export class ProgressReporter {
  readonly #timer: NodeJS.Timeout
  #writing: Promise<void> | null = null

  constructor(
    store: ProgressStore,
    recordingId: string,
    figures: () => RecordingProgress,
    log: Logger,
  ) {
    this.#timer = setInterval(() => {
      if (this.#writing !== null) return
      this.#writing = store
        .put(recordingId, figures())
        .catch((error: unknown) => log.debug({ err: error }, 'progress could not be written'))
        .finally(() => {
          this.#writing = null
        })
    }, intervalMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing
  }
}

/** Starts to report on a session: what is received, and what is written of it. */
export const startProgress = (
  deps: Pick<SessionDeps, 'store' | 'recorderId' | 'clock' | 'monotonic'>,
  { recordingId, generation }: Lease,
  received: ReceiverFigures,
  writing: Pick<SessionWriting, 'mediaMs' | 'outputs'>,
  log: Logger,
): ProgressReporter => {
  const { store, recorderId, clock, monotonic } = deps
  const figures = progressFigures({
    ...{ received, clock, monotonic, generation, recorderId },
    mediaMs: () => writing.mediaMs,
    cycles: () => writing.outputs?.progress() ?? [],
  })
  return new ProgressReporter(store.progress, recordingId, figures, log)
}
