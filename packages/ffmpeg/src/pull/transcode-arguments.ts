import { clockFoldMs, foldMarkBias, foldMarkMs, type RenditionProfile } from '@tapedeck/domain'
import { type PullArguments, pullArguments, pullMuxing } from './pull-arguments.ts'

/** What a pull makes of the stream instead of copying it. */
export type Transcoding = {
  profile: RenditionProfile
  /** Most threads of the encoder, and of the decoder. */
  threads: number
}

/** Distance of keyframes. */
const keyframeSeconds = 2

/** Peak over the average, and how much may be sent ahead of it, as shares of the average. */
const peak = { rate: 1.2, bufferSeconds: 2 }

const foldSeconds = clockFoldMs / 1000

/**
 * Frames in the order in which they are shown, on a line that only grows: the same folding as `unrolled-timestamps.ts`
 * makes of packets. Encoders refuse times that jump back.
 */
const folded = `if(N,PREV_OUTPTS+mod(PTS-PREV_INPTS,${foldSeconds}/TB),PTS)`

/**
 * A step of more than half the fold is one that went back; it is marked as the copy's are, so that packages/media tells
 * of the same jump. Without B-frames decoding and presentation times are the same.
 * @param ticksPerSecond of the encoder's packets, as an expression
 * @param more other fields of the packets, as the filter is given them
 */
const marked = (ticksPerSecond: string, more = ''): string => {
  const markSeconds = ((foldMarkBias - 1) * foldMarkMs) / 1000
  const isBack = `gt(DTS-PREV_INDTS,${foldSeconds / 2}*${ticksPerSecond})`
  const pts = `PTS+if(N,if(${isBack},${markSeconds}*${ticksPerSecond},0),0)`
  return `setts=dts=DTS:pts=${pts}${more}`.replaceAll(',', '\\,')
}

/**
 * How long a picture lasts before the next one is known: where a fragment ends with it, the one behind it begins there.
 * ffmpeg takes the source's rate, which is not that of the pictures when some are left out or it was only guessed.
 */
const pictureLength = ((): string => {
  const step = 'DTS-PREV_INDTS'
  const isOther = `between(${step},1,500)*gt(abs(${step}-DURATION),2)`
  return `:duration=if(${isOther},${step},DURATION)`
})()

/**
 * Leaves out frames beyond a rate, and never doubles one. A frame is due a frame's length after the one before it was;
 * where the source's clock jumps or its rate is lower, from the frame that came on.
 */
const atMost = (fps: number): string => {
  const due = `st(0,if(n*between(t-ld(0),-2/${fps},2/${fps}),ld(0),t))`
  return `select='${due};if(gte(t,ld(0)-0.25/${fps}),st(0,ld(0)+1/${fps}))'`
}

/** Square pixels, both sides even, never higher than the source. */
const scaled = (height: number): string =>
  `scale=w='2*max(1,round(oh*dar/2))':h='2*max(1,floor(min(${height},ih)/2))',setsar=1,format=yuv420p`

const videoArguments = ({ profile, threads }: Transcoding): string[] => {
  const { height, videoKbps, fps } = profile
  const filters = [...(fps === null ? [] : [atMost(fps)]), `setpts='${folded}'`, scaled(height)]
  // a little less than the distance, which would else be missed by a rounding
  const isKeyframeDue = `gte(t,prev_forced_t+${keyframeSeconds - 0.005})`
  return [
    ...['-filter:v', filters.join(','), '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-threads', `${threads}`, '-pix_fmt', 'yuv420p', '-bf', '0'],
    ...['-b:v', `${videoKbps}k`, '-maxrate', `${Math.round(videoKbps * peak.rate)}k`],
    ...['-bufsize', `${Math.round(videoKbps * peak.bufferSeconds)}k`],
    // scene cuts make no keyframes, and the bound by frames is behind that by time for any rate
    ...['-sc_threshold', '0', '-g', '600', '-forced-idr', '1'],
    ...['-force_key_frames', `expr:if(isnan(prev_forced_t),1,${isKeyframeDue})`],
    // the frames' own times, in milliseconds as RTMP has them
    ...['-fps_mode:v', 'passthrough', '-enc_time_base:v', '1:1000'],
  ]
}

const audioArguments = ({ profile }: Transcoding): string[] => [
  ...['-filter:a', `asetpts='${folded}',aformat=channel_layouts=stereo|mono`],
  ...['-c:a', 'aac', '-b:a', `${profile.audioKbps}k`],
]

/**
 * ffmpeg's command line for a pull that encodes: the same as that of a copy on both ends, H.264 and AAC in between.
 * Sound is always encoded: what bitrate the source's has is not known when ffmpeg starts, and every pull of a recording
 * has to have the same tracks.
 */
export const transcodeArguments = (
  url: string,
  ioTimeoutMs: number,
  analyzeMs: number,
  transcoding: Transcoding,
): PullArguments => {
  const copy = pullArguments(url, ioTimeoutMs, analyzeMs)
  return {
    ...copy,
    global: [...copy.global, '-filter_threads', '1'],
    input: [...copy.input, '-threads', `${transcoding.threads}`],
    output: [
      ...['-map', '0:v:0?', '-map', '0:a:0?'],
      ...videoArguments(transcoding),
      ...audioArguments(transcoding),
      ...['-bsf:v', marked('1000', pictureLength)],
      ...['-bsf:a', marked('SR')],
      ...pullMuxing,
    ],
  }
}
