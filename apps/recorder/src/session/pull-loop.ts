import type { Recording } from '@tapedeck/domain'
import type { InitSegment } from '@tapedeck/media'
import { type Logger, traced } from '@tapedeck/telemetry'
import { areAllRefused, describeRefusals, refusalsOf } from './format-refusals.ts'
import type { FragmentReceiver, PullResult } from './fragment-receiver.ts'
import type { SessionControl } from './session-control.ts'
import type { FlowEnd, SessionDeps } from './session-deps.ts'
import { failureOfPull, type WaitFailure } from './session-failure.ts'
import { StreamWait } from './stream-wait.ts'

type Parts = {
  deps: SessionDeps
  recording: Recording
  control: SessionControl
  receiver: Pick<FragmentReceiver, 'pull' | 'mark'>
  /** True when media was received, by this generation or an earlier one. */
  hasMedia(): boolean
  /** Told when an ffmpeg starts and when it has ended. */
  onPulling(isPulling: boolean): void
  log: Logger
}

/**
 * Waits for the stream and pulls it, time after time, until the recording ends for good. While it is paused it does
 * neither, and no waiting time runs.
 */
export class PullLoop {
  readonly #parts: Parts
  #refusal: WaitFailure | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @param running a pull that goes on already, of a recording that was handed over */
  async run(running: Promise<PullResult> | null): Promise<FlowEnd> {
    const { deps, recording, control, log } = this.#parts
    const wait = new StreamWait(deps, recording.source.url)
    let deadlineMs = this.#nextDeadline()
    let pull = running
    // by a former generation, or by a wish that may be taken back already: both are told to the record
    let wasPaused = recording.state === 'paused'
    for (;;) {
      if (pull === null) {
        if (wasPaused || control.isPaused) {
          await this.#whilePaused()
          deadlineMs = this.#nextDeadline()
        }
        const { leaving } = control
        const isLive = await wait.untilLive(deadlineMs, leaving)
        const ended = this.#endedByControl()
        if (ended !== null) return ended
        wasPaused = leaving.aborted
        if (wasPaused) continue
        if (!isLive) return this.#streamGone(wait.failure)
        const begun = await deps.pullStarts(leaving)
        if (begun === null) continue
        pull = this.#pull(wait.announcesVideo, begun)
      }
      const result = await this.#whilePulling(pull)
      pull = null
      wasPaused = result.isPause
      if (wasPaused || result.sawKeyframe || (result.fragments > 0 && this.#parts.hasMedia())) {
        wait.pulled()
        deadlineMs = this.#nextDeadline()
      } else wait.pulledNothing(failureOfPull(result))
      const { exit, watchdog, notice, fragments } = result
      log.info({ exit: exit.kind, detail: exit.detail, watchdog, notice, fragments }, 'pull ended')
      if (this.#refusal !== null) return { kind: 'failed', ...this.#refusal }
    }
  }

  async #whilePulling(pull: Promise<PullResult>): Promise<PullResult> {
    this.#parts.onPulling(true)
    try {
      return await pull
    } finally {
      this.#parts.onPulling(false)
    }
  }

  /** The pause as the record is told of it, between the media before and the media behind it. */
  async #whilePaused(): Promise<void> {
    const { receiver, control } = this.#parts
    receiver.mark('pause')
    await control.whilePaused()
    if (!control.isPaused) receiver.mark('resume')
  }

  #endedByControl(): FlowEnd | null {
    const { control } = this.#parts
    if (control.isHandedOver) return { kind: 'handed_over' }
    if (control.isLost) return { kind: 'lost' }
    if (control.fault !== null) return { kind: 'failed', ...control.fault }
    if (control.stopMode !== null || control.isPauseOver) return { kind: 'stop' }
    return control.isShutdown ? { kind: 'shutdown' } : null
  }

  #streamGone(failure: WaitFailure): FlowEnd {
    return this.#parts.hasMedia() ? { kind: 'stream_ended' } : { kind: 'no_stream', ...failure }
  }

  #pull(announcesVideo: boolean, begun: () => void): Promise<PullResult> {
    const { receiver, recording, control } = this.#parts
    const pull = () =>
      receiver.pull(recording.source.url, control, {
        onInit: (init) => {
          begun()
          return (
            (!announcesVideo || init.tracks.some(({ kind }) => kind === 'video')) &&
            this.#canHold(init)
          )
        },
      })
    return traced('pull', { kind: 'client' }, async (span) => {
      const result = await pull().finally(begun)
      span.set({
        'tapedeck.pull.exit': result.exit.kind,
        'tapedeck.pull.fragments': result.fragments,
      })
      return result
    })
  }

  /** False when no output can hold the stream; outputs that cannot skip it, with a word in the log. */
  #canHold(init: InitSegment): boolean {
    const { formats } = this.#parts.recording.template
    const refusals = refusalsOf(formats, init)
    if (refusals.length === 0) return true
    this.#parts.log.warn({ refusals }, 'outputs that cannot hold the stream')
    if (!areAllRefused(formats, init)) return true
    this.#refusal = { reason: 'unsupported_codec', detail: describeRefusals(refusals) }
    return false
  }

  #nextDeadline(): number {
    const { deps, recording } = this.#parts
    const { waitSeconds, mergeWindowSeconds } = recording.template
    const seconds = this.#parts.hasMedia() ? mergeWindowSeconds : waitSeconds
    return deps.monotonic() + seconds * 1000
  }
}
