import type { Degradation } from '@tapedeck/domain'
import type { Spool } from '@tapedeck/spool'
import type { Logger } from '@tapedeck/telemetry'
import type { RecorderMetrics } from '../recorder-metrics.ts'
import { chooseToEnd } from './choose-to-end.ts'
import { InflowMeter } from './inflow-meter.ts'
import { SpoolEpisodes } from './spool-episodes.ts'
import {
  nextSpoolLevel,
  type SpoolFacts,
  type SpoolLevel,
  spoolLevels,
  spoolRoomBytes,
} from './spool-level.ts'

/** The part of a recording's session that the budget works with. */
export type BudgetedSession = {
  readonly recordingId: string
  /** True while it writes what comes from its source. */
  readonly isPulling: boolean
  /** Wall time at which the recording began, Unix milliseconds. */
  readonly beganAtMs: number
  /** Ends it cleanly: what was received is stored. */
  endFor(reason: 'spool_full', detail: string): void
}

export type SpoolBudgetOptions = {
  spool: Pick<Spool, 'usage' | 'room'>
  recorderId: string
  /** Null: a share of the file system. */
  maxBytes: number | null
  /** Null: as much as the spool may. */
  recordingMaxBytes: number | null
  tellDegraded: (recordingId: string, degradation: Degradation) => Promise<boolean>
  clock: () => number
  monotonic: () => number
  log: Logger
  metrics: RecorderMetrics
}

/** What the spool may take of its file system when nothing else is said: a tenth is left to whoever else writes there. */
const defaultShare = 0.9

/** A look that is older than this is no look: the disk hangs, or cannot be asked. It is looked at every second. */
const staleMs = 20_000

/**
 * Keeps the spool within its budget. In this order: recordings are no longer taken, those that run are told of, and at
 * the hard limit the newest are ended. Nothing is slowed down, and nothing is deleted.
 */
export class SpoolBudget {
  readonly #options: SpoolBudgetOptions
  readonly #inflow = new InflowMeter()
  readonly #host: SpoolEpisodes
  readonly #recordings: SpoolEpisodes
  /** Asked to end and still writing. */
  readonly #ending = new Set<string>()
  #facts: SpoolFacts | null = null
  /** On the clock that does not jump. */
  #lookedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: SpoolBudgetOptions) {
    this.#options = options
    const name = (atMs: number) => `${options.recorderId}-${atMs}`
    this.#host = new SpoolEpisodes((_, atMs) => name(atMs))
    this.#recordings = new SpoolEpisodes((id, atMs) => `${id}-${name(atMs)}`)
  }

  /** How the spool of this host stands since the last check. */
  get level(): SpoolLevel {
    return this.#host.levelOf('')
  }

  /** True when one more recording may be taken: there is room, and the disk told so not long ago. */
  get mayAdmit(): boolean {
    return this.level === 'ok' && this.#options.monotonic() - this.#lookedAtMs < staleMs
  }

  /** What the last check found; null before the first one. */
  get facts(): SpoolFacts | null {
    return this.#facts
  }

  /** Looks at the disk, and ends recordings when it is too full. Rejects when the file system cannot be asked. */
  async check(sessions: BudgetedSession[]): Promise<void> {
    const { spool, metrics, log, monotonic } = this.#options
    const { freeBytes, totalBytes } = await spool.room()
    this.#lookedAtMs = monotonic()
    this.#inflow.look(
      monotonic(),
      spool.usage
        .recordings()
        .map((recordingId) => ({ recordingId, ...spool.usage.of(recordingId) })),
    )
    const facts = {
      usedBytes: spool.usage.usedBytes,
      maxBytes: this.#options.maxBytes ?? Math.floor(totalBytes * defaultShare),
      freeBytes,
      inflowBytesPerSecond: this.#inflow.bytesPerSecond,
    }
    this.#facts = facts
    const before = this.level
    const level = this.#host.move('', nextSpoolLevel(before, facts), this.#options.clock())
    if (level !== before) log.warn({ level, before, ...facts }, 'the room of the spool changed')
    for (const one of spoolLevels) metrics.spoolLevel.set({ level: one }, one === level ? 1 : 0)
    metrics.spoolUsedBytes.set(facts.usedBytes)
    metrics.spoolMaxBytes.set(facts.maxBytes)
    metrics.spoolFreeBytes.set(facts.freeBytes)
    metrics.spoolRoomBytes.set(spoolRoomBytes(facts))
    this.#endWhatIsTooMuch(sessions, facts)
  }

  /**
   * Tells recordings that take room of the spool that it is low, once in each episode. Rejects with the first failure;
   * what was not told is told by the next call.
   */
  async tell(): Promise<void> {
    const { usage } = this.#options.spool
    for (const recordingId of usage.recordings()) {
      const detail = this.#detail()
      await this.#tellOnce(this.#host, '', recordingId, `The spool of its recorder ${detail}`)
      await this.#tellOnce(
        this.#recordings,
        recordingId,
        recordingId,
        'The recording has nearly used up its share of the spool',
      )
    }
  }

  #detail(): string {
    const facts = this.#facts
    if (facts === null) return 'is low'
    return `has room for ${Math.floor(spoolRoomBytes(facts) / 1_000_000)} MB more`
  }

  async #tellOnce(
    episodes: SpoolEpisodes,
    subject: string,
    recordingId: string,
    detail: string,
  ): Promise<void> {
    const occurrence = episodes.untold(subject, recordingId)
    if (occurrence === null) return
    await this.#options.tellDegraded(recordingId, { cause: 'spool_low', detail, occurrence })
    episodes.told(subject, recordingId)
  }

  #endWhatIsTooMuch(sessions: BudgetedSession[], facts: SpoolFacts): void {
    const pulling = sessions.filter((session) => session.isPulling)
    const ids = new Set(pulling.map(({ recordingId }) => recordingId))
    for (const id of this.#ending) if (!ids.has(id)) this.#ending.delete(id)
    for (const session of pulling)
      if (this.#isBeyondItsShare(session)) this.#end(session, 'The recording used up its share')
    this.#recordings.keep(new Set(this.#options.spool.usage.recordings()))
    if (this.level !== 'full') return
    const writing = pulling.map(({ recordingId, beganAtMs }) => ({
      recordingId,
      beganAtMs,
      inflowBytesPerSecond: this.#inflow.of(recordingId),
      isEnding: this.#ending.has(recordingId),
    }))
    const chosen = new Set(chooseToEnd(writing, spoolRoomBytes(facts)))
    for (const session of pulling)
      if (chosen.has(session.recordingId)) this.#end(session, 'The spool of the recorder is full')
  }

  #isBeyondItsShare({ recordingId }: BudgetedSession): boolean {
    const { recordingMaxBytes: maxBytes, spool, clock } = this.#options
    if (maxBytes === null) return false
    const { usedBytes } = spool.usage.of(recordingId)
    const facts = {
      usedBytes,
      maxBytes,
      freeBytes: Number.POSITIVE_INFINITY,
      inflowBytesPerSecond: this.#inflow.of(recordingId),
    }
    const level = nextSpoolLevel(this.#recordings.levelOf(recordingId), facts)
    return this.#recordings.move(recordingId, level, clock()) === 'full'
  }

  #end(session: BudgetedSession, detail: string): void {
    const { recordingId } = session
    if (this.#ending.has(recordingId)) return
    this.#ending.add(recordingId)
    this.#options.metrics.spoolEnded.inc()
    this.#options.log.warn({ recordingId, detail }, 'recording is ended for the room of the spool')
    session.endFor('spool_full', detail)
  }
}
