import type { RecorderState } from '@tapedeck/domain'
import type { QueueWorker } from '@tapedeck/queue'
import type { Spool } from '@tapedeck/spool'
import type { Logger } from '@tapedeck/telemetry'
import type { LostMedia } from './lost-media/lost-media.ts'
import type { SessionRegistry } from './session-registry.ts'

type DrainParts = {
  registry: Pick<SessionRegistry, 'size' | 'isDraining' | 'isLeaving' | 'drain' | 'resume'>
  lostMedia: Pick<LostMedia, 'size'>
  spool: Pick<Spool, 'list'>
  log: Logger
}

/**
 * Keeps a recorder empty for as long as an operator wants that: it takes no job, and what it has goes over to other recorders. The
 * process lives on, and takes recordings again when the wish is taken back.
 */
export class Drain {
  readonly #parts: DrainParts
  #worker: Pick<QueueWorker, 'pause' | 'resume'> | null = null

  constructor(parts: DrainParts) {
    this.#parts = parts
  }

  /** The worker has started: what a former process left in the spool is looked after. */
  async attach(worker: Pick<QueueWorker, 'pause' | 'resume'>): Promise<void> {
    this.#worker = worker
    if (this.#parts.registry.isDraining) await worker.pause()
  }

  /** Does as the wish says; as often as it is read. */
  async follow(isToDrain: boolean): Promise<void> {
    const { registry, log } = this.#parts
    if (isToDrain === registry.isDraining) return
    log.info({ isToDrain }, isToDrain ? 'to be drained' : 'takes recordings again')
    if (isToDrain) {
      registry.drain()
      await this.#worker?.pause()
    } else {
      registry.resume()
      await this.#worker?.resume()
    }
  }

  /** drained only when no media of any recording lies here, whoever may bring it into storage. */
  async state(): Promise<RecorderState> {
    const { registry, lostMedia, spool } = this.#parts
    if (!registry.isLeaving) return 'active'
    if (this.#worker === null || registry.size + lostMedia.size > 0) return 'draining'
    return (await spool.list()).length === 0 ? 'drained' : 'draining'
  }
}
