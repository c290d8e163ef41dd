import type { RecordingSlice } from '@tapedeck/domain'
import { type PlaylistSlice, renderMediaPlaylist } from '@tapedeck/media'
import type { PlayedCycle } from './played-cycles.ts'

/** So many slices stand in one playlist, the newest ones. */
export const maxPlaylistSlices = 5000

/** A slice with the links that it needs. */
export type LinkedSlice = {
  slice: RecordingSlice
  uri: string
  /** cmaf only. */
  initUri: string | null
  /** The first one of its cycle: its times begin anew. */
  isFirst: boolean
}

/** The newest slices that a playlist may hold, each with its cycle, and what was before them. */
export const newestSlices = (cycles: PlayedCycle[]) => {
  const all = cycles.flatMap((cycle) =>
    cycle.slices.map((slice, index) => ({ cycle, slice, isFirst: index === 0 })),
  )
  const left = all.slice(0, Math.max(0, all.length - maxPlaylistSlices))
  return {
    slices: all.slice(left.length),
    leftSlices: left.length,
    leftDiscontinuities: left.filter(
      ({ slice, isFirst }, index) => index > 0 && (isFirst || slice.discontinuity),
    ).length,
  }
}

/**
 * One media playlist over the slices of all cycles. Each cycle's times begin at zero, so a discontinuity lies between
 * two of them.
 * @param options.left what stood before the first slice and is no longer listed
 */
export const renderPlaylist = (
  linked: LinkedSlice[],
  options: {
    isRunning: boolean
    /** Stays the same while a playlist grows. */
    targetDurationSeconds: number
    left: { slices: number; discontinuities: number }
  },
): string => {
  const { isRunning, targetDurationSeconds, left } = options
  const hasLeft = left.slices > 0
  let current: string | null = null
  const slices = linked.map(({ slice, uri, initUri, isFirst }, index): PlaylistSlice => {
    const isNewInit = initUri !== null && initUri !== current
    current = initUri
    return {
      uri,
      durationMs: slice.durationMs,
      discontinuity: (isFirst || slice.discontinuity) && (index > 0 || hasLeft),
      programDateTimeMs: slice.startedAtMs,
      ...(isNewInit ? { initUri } : {}),
    }
  })
  return renderMediaPlaylist({
    type: isRunning ? (hasLeft ? null : 'EVENT') : 'VOD',
    targetDurationSeconds,
    mediaSequence: left.slices,
    discontinuitySequence: left.discontinuities,
    initUri: null,
    slices,
    isEnded: !isRunning,
  })
}
