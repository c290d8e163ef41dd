import type { RenditionProfile } from '@tapedeck/domain'
import { type Fragment, fragmentEndMs, type InitSegment, startsWithKeyframe } from '@tapedeck/media'
import type { RecordingSpool, SpooledFragment } from '@tapedeck/spool'
import { leadingTrack } from '../output/placed-fragment.ts'
import type { BacklogItem, FragmentBacklog } from '../source/fragment-backlog.ts'
import { type PullEnd, startPullReader } from '../source/pull-reader.ts'
import type { PullSettings } from '../source/pull-settings.ts'
import { PictureWatch } from './picture-watch.ts'
import type { SessionControl } from './session-control.ts'
import type { SessionDeps } from './session-deps.ts'

/** A fragment that is in the spool and not yet in the backlog. */
export type ReceivedFragment = {
  fragment: Fragment
  init: InitSegment
  receivedAtMs: number
  spooled: SpooledFragment
  /** Counts the pulls of this generation from 0. */
  pull: number
  /** A file may begin with it. */
  isKeyframe: boolean
}

export type PullListener = {
  /** False when nothing can be recorded of it: the pull is ended. */
  onInit(init: InitSegment): boolean
}

/** How one pull went. */
export type PullResult = PullEnd & {
  fragments: number
  sawKeyframe: boolean
  isRefused: boolean
  /** It was ended because the user paused the recording. */
  isPause: boolean
  /** It was ended because no picture came any more, while sound did. */
  hasPictureStopped?: boolean
}

/**
 * Pulls that may be given up for a track that came late, or a picture that stopped: one that comes and goes must not tear a
 * recording apart.
 */
const maxGivenUp = 2

/** A pull that lasted so long is no piece of a recording that is torn apart: what was given up before it does not count. */
const steadyPullMs = 60_000

/** A track that came late and is not recorded, and the pull that goes on without it. */
export type LeftOutTrack = { track: 'audio' | 'video'; pull: number }

/** Figures of what is received, for progress and metrics. */
export type ReceiverFigures = {
  receivedBytes: number
  fragments: number
  leadingFrames: number
  pulls: number
}

/**
 * The receiving half of a recording: fragments go from ffmpeg into the spool and on into the backlog, whatever becomes
 * of them there. ffmpeg is held back by nothing but the disk of the spool.
 */
export class FragmentReceiver {
  readonly figures: ReceiverFigures = {
    receivedBytes: 0,
    fragments: 0,
    leadingFrames: 0,
    pulls: 0,
  }
  readonly #settings: PullSettings
  readonly #metrics: SessionDeps['metrics']
  readonly #spool: RecordingSpool
  readonly #backlog: FragmentBacklog
  readonly #profile: RenditionProfile | null
  /** Pulls in a row that were given up. */
  #givenUp = 0
  #onFragment: ((received: ReceivedFragment) => void) | null = null
  #onEncoderBehind: ((lagMs: number) => void) | null = null
  #onTrackLeftOut: ((left: LeftOutTrack) => void) | null = null
  #onPictureStopped: ((pull: number) => void) | null = null

  /** @param profile the rendition that its pulls make; null when they copy the stream */
  constructor(
    deps: Pick<SessionDeps, 'pull' | 'metrics'>,
    spool: RecordingSpool,
    backlog: FragmentBacklog,
    profile: RenditionProfile | null = null,
  ) {
    this.#settings = deps.pull
    this.#metrics = deps.metrics
    this.#spool = spool
    this.#backlog = backlog
    this.#profile = profile
  }

  /** Calls back with every fragment when it is in the spool, before it is in the backlog. One listener; the last one stays. */
  onFragment(listener: (received: ReceivedFragment) => void): void {
    this.#onFragment = listener
  }

  /** Calls back each time that the encoder of a rendition falls behind real time, and by how much. One listener. */
  onEncoderBehind(listener: (lagMs: number) => void): void {
    this.#onEncoderBehind = listener
  }

  /** Calls back with each track that appears in mid-stream and for which the pull is not given up. One listener. */
  onTrackLeftOut(listener: (left: LeftOutTrack) => void): void {
    this.#onTrackLeftOut = listener
  }

  /** Calls back when no picture comes any more while sound does, with the pull. One listener. */
  onPictureStopped(listener: (pull: number) => void): void {
    this.#onPictureStopped = listener
  }

  /** Runs one ffmpeg from start to end. Rejects only when the spool or the writing half fails, which ends the recording. */
  async pull(
    url: string,
    control: Pick<SessionControl, 'onStop' | 'isPaused'>,
    listener: PullListener,
  ): Promise<PullResult> {
    const { clock, monotonic } = this.#settings
    const startedAtMs = monotonic()
    const isSteady = (): boolean => monotonic() - startedAtMs >= steadyPullMs
    const pull = this.figures.pulls++
    const reader = startPullReader(url, this.#settings, {
      endsOnLateTrack: (track) => {
        if (this.#givenUp < maxGivenUp || isSteady()) return true
        this.#onTrackLeftOut?.({ track, pull })
        return false
      },
      profile: this.#profile,
      onEncoderBehind: (lagMs) => {
        this.#metrics.encoderBehind.inc()
        this.#onEncoderBehind?.(lagMs)
      },
    })
    let init: InitSegment | null = null
    let fragments = 0
    let sawKeyframe = false
    let isRefused = false
    let isPause = false
    let picture: PictureWatch | null = null
    let hasPictureStopped = false
    control.onStop((mode) => {
      isPause ||= control.isPaused
      if (mode === 'now') reader.kill()
      else reader.stop()
    })
    try {
      for await (const item of reader.items) {
        if (item.kind === 'init') {
          isRefused = !listener.onInit(item.init)
          if (isRefused) {
            reader.kill()
            continue
          }
          init = item.init
          picture = new PictureWatch(init, this.#settings.pictureStillMs, monotonic())
          await this.#spool.appendInit(pull, init.bytes, clock())
          this.#backlog.push({ kind: 'begin', init })
          continue
        }
        if (init === null) continue
        const { fragment, receivedAtMs } = item
        const spooled = await this.#spool.appendFragment(pull, fragment.bytes, receivedAtMs)
        const isKeyframe = startsWithKeyframe(fragment, init.tracks)
        sawKeyframe ||= isKeyframe
        fragments += 1
        this.#count(fragment, init)
        const received = { fragment, init, receivedAtMs, spooled }
        this.#onFragment?.({ ...received, pull, isKeyframe })
        this.#backlog.push({ kind: 'fragment', ...received })
        if (sawKeyframe) reader.sawMedia(fragmentEndMs(fragment, init.tracks))
        if (picture?.add(fragment, monotonic()) !== true) continue
        this.#onPictureStopped?.(pull)
        // the next one has the picture, or is of the sound alone, whose files can be cut
        hasPictureStopped = this.#givenUp < maxGivenUp || isSteady()
        if (hasPictureStopped) reader.stop()
      }
    } finally {
      control.onStop(null)
      if (init !== null) this.#tell({ kind: 'end', isPause })
    }
    const end = await reader.end
    this.#metrics.pullsEnded.inc({ exit: end.exit.kind })
    if (isSteady()) this.#givenUp = 0
    if (end.notice?.kind === 'late_track' || hasPictureStopped) this.#givenUp += 1
    return { ...end, fragments, sawKeyframe, isRefused, isPause, hasPictureStopped }
  }

  /** Tells the writing half, behind all media so far, that the recording is paused or goes on. */
  mark(kind: 'pause' | 'resume'): void {
    this.#tell({ kind })
  }

  #tell(item: BacklogItem): void {
    try {
      this.#backlog.push(item)
    } catch {
      // the writing half failed; its error has ended the pull already, or is told to whoever waits for the writer
    }
  }

  #count(fragment: Fragment, init: InitSegment): void {
    const leadingId = leadingTrack(init.tracks)?.id
    for (const sample of fragment.samples)
      if (sample.trackId === leadingId) this.figures.leadingFrames += 1
    this.figures.receivedBytes += fragment.bytes.length
    this.figures.fragments += 1
    this.#metrics.receivedBytes.inc(fragment.bytes.length)
  }
}
