import type { RenditionProfile } from '@tapedeck/domain'
import {
  type Pull,
  type PullExit,
  type PullNotice,
  type PullOptions,
  startPull,
  type TripReason,
} from '@tapedeck/ffmpeg'
import { type Fragment, FragmentReader, type InitSegment, type Track } from '@tapedeck/media'
import { watchEncoder } from './encoder-watch.ts'
import type { PullSettings } from './pull-settings.ts'
import { createPullWatchdog } from './pull-watchdog.ts'

/** What a pull hands on, in order: one init segment, then fragments. */
export type PullItem =
  | { kind: 'init'; init: InitSegment }
  | { kind: 'fragment'; fragment: Fragment; receivedAtMs: number }

/** How a pull ended: ffmpeg's own end, what the watchdog saw, or bytes that are not media. */
export type PullEnd = {
  exit: PullExit
  watchdog: TripReason | null
  receivedBytes: number
  /** What appeared in mid-stream and only the next pull can hold: why this one was ended. */
  notice: PullNotice | null
  /** Set when ffmpeg's output could not be read as fragments. */
  error: unknown
}

/** One ffmpeg from start to end. `items` must be read to its end; `end` resolves after it. */
export type PullReader = {
  items: AsyncIterable<PullItem>
  end: Promise<PullEnd>
  readonly receivedBytes: number
  /** Media milliseconds that were written, told by the reader of the items from the first keyframe on. */
  sawMedia(mediaMs: number): void
  stop(): void
  kill(): void
}

/** Whether a fragment lies behind a change of codec header, which comes with a keyframe and so with a new fragment. */
const isBehind = (notice: PullNotice | null, fragment: Fragment, tracks: Track[]): boolean => {
  if (notice?.kind !== 'header_changed') return false
  const track = tracks.find(({ kind }) => kind === notice.track)
  if (track === undefined) return false
  const fromTicks = ((notice.atMs - 1) * track.timescale) / 1000
  return fragment.samples.some(({ trackId, dts }) => trackId === track.id && dts >= fromTicks)
}

type LateTracks = { endsOnLateTrack?: (track: 'audio' | 'video') => boolean }

/** True for a track that appears in mid-stream and for which the pull is not given up. */
const isLeftOut = (notice: PullNotice, { endsOnLateTrack }: LateTracks): boolean =>
  notice.kind === 'late_track' && endsOnLateTrack?.(notice.track) !== true

const pullOptions = (
  url: string,
  settings: PullSettings,
  profile: RenditionProfile | null,
): PullOptions => ({
  url,
  ffmpegPath: settings.ffmpegPath,
  ioTimeoutMs: settings.silentMs,
  analyzeMs: settings.analyzeMs,
  stopTimeoutMs: settings.stopTimeoutMs,
  killTimeoutMs: settings.killTimeoutMs,
  transcoding: profile === null ? null : { profile, threads: settings.encoder.threads },
})

/** Tells wall time, Unix milliseconds; a clock that is set while a pull runs must not tear the times of its fragments apart. */
const steadyWallTime = ({ clock, monotonic }: PullSettings): (() => number) => {
  const offsetMs = clock() - monotonic()
  return () => Math.round(offsetMs + monotonic())
}

/**
 * Starts ffmpeg on a stream and reads its fragments under a watchdog.
 * @param options.endsOnLateTrack whether a track that appears in mid-stream ends the pull, since only the next one can hold
 * it; asked for each. Never without it
 * @param options.profile the rendition that ffmpeg makes of the stream; a copy without one
 * @param options.onEncoderBehind told each time that ffmpeg falls behind real time with it, and by how much, milliseconds
 */
export const startPullReader = (
  url: string,
  settings: PullSettings,
  options: LateTracks & {
    profile?: RenditionProfile | null
    onEncoderBehind?: (lagMs: number) => void
  },
): PullReader => {
  const { profile = null } = options
  let notice: PullNotice | null = null
  const pull: Pull = startPull({
    ...pullOptions(url, settings, profile),
    onNotice: (noticed) => {
      if (notice !== null || isLeftOut(noticed, options)) return
      notice = noticed
      pull.stop()
    },
  })
  let watchdogReason: TripReason | null = null
  let receivedBytes = 0
  let error: unknown = null
  const watchdog = createPullWatchdog(settings, (reason) => {
    watchdogReason ??= reason
    // not killed: ffmpeg still holds the last part of a second, and writes it when it is asked to end
    pull.stop()
  })
  const encoder = watchEncoder(profile === null ? null : pull, {
    monotonic: settings.monotonic,
    onBehind: options.onEncoderBehind ?? (() => undefined),
  })
  const drained = Promise.withResolvers<void>()
  const arrivedNow = steadyWallTime(settings)

  async function* items(): AsyncGenerator<PullItem> {
    const reader = new FragmentReader()
    let tracks: Track[] = []
    let isDrained = false
    try {
      for await (const chunk of pull.output) {
        receivedBytes += (chunk as Buffer).length
        watchdog.bytes((chunk as Buffer).length)
        for (const item of reader.push(chunk as Buffer)) {
          if (item.kind === 'init') tracks = item.init.tracks
          else if (isBehind(notice, item.fragment, tracks)) continue
          // how long the reader of the items takes, for instance to write to a disk, is not the source's silence
          watchdog.hold()
          yield item.kind === 'init' ? item : { ...item, receivedAtMs: arrivedNow() }
          watchdog.release()
        }
      }
      isDrained = true
    } catch (caught) {
      error = caught
      pull.kill()
    } finally {
      // reached also when the consumer leaves the loop early: ffmpeg must not outlive its reader
      if (!isDrained) pull.kill()
      watchdog.stop()
      encoder.stop()
      drained.resolve()
    }
  }

  const end = (async (): Promise<PullEnd> => {
    await drained.promise
    return { exit: await pull.exited, watchdog: watchdogReason, receivedBytes, notice, error }
  })()

  return {
    items: items(),
    end,
    get receivedBytes() {
      return receivedBytes
    },
    sawMedia: (mediaMs) => {
      watchdog.media(mediaMs)
      encoder.sawMedia(mediaMs)
    },
    stop: () => pull.stop(),
    kill: () => pull.kill(),
  }
}
