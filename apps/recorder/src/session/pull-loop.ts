import type { Recording } from '@tapedeck/domain'
import type { InitSegment } from '@tapedeck/media'
import { type Logger, traced } from '@tapedeck/telemetry'
import { areAllRefused, describeRefusals, refusalsOf } from './format-refusals.ts'
import type { FragmentReceiver, PullResult } from './fragment-receiver.ts'
import type { SessionControl } from './session-control.ts'
import type { FlowEnd, SessionDeps } from './session-deps.ts'
import type { WaitFailure } from './session-failure.ts'
import { StreamWait } from './stream-wait.ts'

/**
 * How long the source is waited for at least behind a break that it did not make, in times of how long it may be silent. The merge
 * window says how long one that stopped is waited for, and may be nothing at all.
 */
const ownBreakTimes = 3

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

/** True for a pull that ended while its source went on: for what only the next one can hold, or because its ffmpeg was killed. */
const isOwnBreak = ({ notice, exit, hasPictureStopped }: PullResult): boolean =>
  notice !== null || exit.kind === 'killed' || hasPictureStopped === true

/**
 * Waits for the stream and pulls it, time after time, until the recording ends for good. While it is paused it does
 * neither, and no waiting time runs.
 */
export class PullLoop {
  readonly #parts: Parts
  #refusal: WaitFailure | null = null
  /** The last pull was refused, because it had only the sound of a stream that announces a picture. */
  #lacksPicture = false
  /** The picture was waited for in vain: the sound alone is taken until a pull has both. */
  #takesSound = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @param running a pull that goes on already, of a recording that was handed over */
  async run(running: Promise<PullResult> | null): Promise<FlowEnd> {
    const { deps, recording, control, log } = this.#parts
    const wait = new StreamWait(deps, recording.source.url)
    // a former generation ended, or was killed, while the source went on for all that is known
    let deadlineMs = this.#nextDeadline({ isOwnBreak: true })
    let pull = running
    // by a former generation, or by a wish that may be taken back already: both are told to the record
    let wasPaused = recording.state === 'paused'
    for (;;) {
      if (pull === null) {
        if (wasPaused || control.isPaused) {
          await this.#whilePaused()
          deadlineMs = this.#nextDeadline({ isOwnBreak: true })
        }
        const { leaving } = control
        const isLive = await wait.untilLive(deadlineMs, leaving)
        const ended = this.#endedByControl()
        if (ended !== null) return ended
        wasPaused = leaving.aborted
        if (wasPaused) continue
        if (!isLive && !this.#mayTakeSound(wait)) return this.#streamGone(wait)
        const begun = await deps.pullStarts(leaving)
        if (begun === null) continue
        pull = this.#pull(wait.announcesVideo, begun)
      }
      const result = await this.#whilePulling(pull)
      pull = null
      // its sound went on: it is not held back for a picture that may not come
      if (result.hasPictureStopped) this.#takesSound = true
      wasPaused = result.isPause
      if (wasPaused || result.sawKeyframe || (result.fragments > 0 && this.#parts.hasMedia())) {
        wait.pulled()
        deadlineMs = this.#nextDeadline({ isOwnBreak: isOwnBreak(result) })
      } else wait.pulledNothing(result)
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

  /** Before a recording ends for want of a picture, what there is of the stream is taken. */
  #mayTakeSound({ failure }: StreamWait): boolean {
    const mayTake =
      this.#lacksPicture && this.#parts.hasMedia() && failure.reason === 'source_invalid'
    if (!mayTake) return false
    this.#parts.log.warn('the stream announces a picture and sends none: its sound is recorded')
    this.#lacksPicture = false
    this.#takesSound = true
    return true
  }

  #streamGone({ failure, obstacle }: StreamWait): FlowEnd {
    return this.#parts.hasMedia()
      ? { kind: 'stream_ended', detail: obstacle }
      : { kind: 'no_stream', ...failure }
  }

  #pull(announcesVideo: boolean, begun: () => void): Promise<PullResult> {
    const { receiver, recording, control } = this.#parts
    this.#lacksPicture = false
    const pull = () =>
      receiver.pull(recording.source.url, control, {
        onInit: (init) => {
          begun()
          const hasPicture = init.tracks.some(({ kind }) => kind === 'video')
          if (hasPicture) this.#takesSound = false
          this.#lacksPicture = announcesVideo && !hasPicture && !this.#takesSound
          return !this.#lacksPicture && this.#canHold(init)
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

  /** @param options.isOwnBreak the source did not end what was recorded before */
  #nextDeadline({ isOwnBreak }: { isOwnBreak: boolean }): number {
    const { deps, recording } = this.#parts
    const { waitSeconds, mergeWindowSeconds } = recording.template
    if (!this.#parts.hasMedia()) return deps.monotonic() + waitSeconds * 1000
    const leastMs = isOwnBreak ? ownBreakTimes * deps.pull.silentMs : 0
    return deps.monotonic() + Math.max(leastMs, mergeWindowSeconds * 1000)
  }
}
