import { clockFoldMs, foldMarkBias, foldMarkMs } from '@tapedeck/domain'

const fold = clockFoldMs / 1000
const step = 'DTS-PREV_INDTS'

/**
 * Bitstream filter that lets the source's own timestamps through to where they can be judged, together with the time
 * at which they came. Left to itself ffmpeg hides a clock that jumps back or far forward, and squeezes small steps back
 * into one instant; given them as they are it would drop what it cannot order, and end at steps of over 2^31 ticks.
 *
 * A step from one packet to the next is therefore taken modulo `clockFoldMs`, so that it always goes forward and fits,
 * and how often that was left out is added to the presentation time of the packet behind it: `(n + bias) * foldMarkMs`.
 * The line that comes out only grows; packages/media reads the steps from it (docs/decisions/0010).
 * @param ticksPerSecond of the packets that reach the filter, as an expression
 */
const unroll = (ticksPerSecond: string): string => {
  const ring = `${fold}*${ticksPerSecond}`
  const dts = `if(N,PREV_OUTDTS+mod(${step},${ring}),DTS)`
  const times = `floor((${step})/(${ring}))`
  const mark = `(${times}+${foldMarkBias})*${foldMarkMs / 1000}*${ticksPerSecond}`
  const pts = `${dts}+PTS-DTS+if(N,if(${times},${mark},0),0)`
  return `setts=dts=${dts}:pts=${pts}`.replaceAll(',', '\\,')
}

/** The output's video is told to count milliseconds, as RTMP does, so that this is known. */
export const unrollVideo = unroll('1000')

/**
 * ffmpeg 5 hands the filter ticks of the output, which for audio in MP4 are its samples, newer ones and other outputs
 * milliseconds. No frame lasts 100 ms, and none is shorter than 100 samples.
 */
export const unrollAudio = unroll('if(gt(DURATION,100),SR,1000)')
