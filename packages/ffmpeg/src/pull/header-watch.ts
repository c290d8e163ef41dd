import { unrollAudio, unrollVideo } from './unrolled-timestamps.ts'

/** A packet that came with another codec header than the one that the output was opened with. */
export type HeaderChange = {
  track: 'audio' | 'video' /** Its decoding time on the pull's time line. */
  atMs: number
}

/**
 * A second output of the same ffmpeg, to stderr: a line for each packet with the hash of its codec header, where it
 * brings a new one. An encoder that restarts with another picture size on a connection that the server keeps shows in
 * nothing else: the MP4 output goes on under the old header, and what follows could not be decoded. Only keyframes
 * of the video are looked at.
 */
export const headerWatchArguments: readonly string[] = [
  ...['-map', '0:v:0?', '-map', '0:a:0?', '-c', 'copy'],
  // its times are those of the other output
  ...['-bsf:v', `${unrollVideo},noise=drop=not(key)`, '-bsf:a', unrollAudio],
  ...['-avoid_negative_ts', 'make_non_negative', '-max_interleave_delta', '1000000'],
  ...['-f', 'framehash', '-hash', 'adler32', '-flush_packets', '1', 'pipe:2'],
]

const headerLine = /^#(extradata|media_type|tb) (\d+)[,:]\s*(.*)$/
const otherHeaderLine =
  /^#(format|version|hash|software|codec_id|dimensions|sar|sample_rate|channel_layout|channel_layout_name|stream#)/
const packetLine =
  /^(\d+),\s*(-?\d+),\s*(?:-?\d+|NOPTS),\s*\d+,\s*\d+,\s*[0-9a-f]{8}(?:, S=(\d+)(.*))?$/

type WatchedTrack = { kind: 'audio' | 'video' | null; hash: string | null; msPerTick: number }

/** Reads the lines of that output; `line` tells whether a line was one of them. */
export const createHeaderWatch = (onChange: (change: HeaderChange) => void) => {
  const tracks = new Map<string, WatchedTrack>()
  const trackOf = (index: string): WatchedTrack => {
    const known = tracks.get(index)
    if (known !== undefined) return known
    const track: WatchedTrack = { kind: null, hash: null, msPerTick: 1 }
    tracks.set(index, track)
    return track
  }

  const readHeader = (name: string, track: WatchedTrack, value: string): void => {
    if (name === 'extradata') track.hash = value.split(',').at(-1)?.trim() ?? null
    else if (name === 'tb') {
      const [numerator = 1, denominator = 1000] = value.split('/').map(Number)
      track.msPerTick = (numerator * 1000) / denominator
    } else track.kind = value === 'video' || value === 'audio' ? value : null
  }

  return {
    line(text: string): boolean {
      const header = headerLine.exec(text)
      if (header !== null) {
        const [, name = '', index = '', value = ''] = header
        readHeader(name, trackOf(index), value)
        return true
      }
      const packet = packetLine.exec(text)
      if (packet === null) return otherHeaderLine.test(text)
      const [, index = '', dts = '0', count, sideData = ''] = packet
      if (count === undefined) return true
      const track = trackOf(index)
      const hashes = [...sideData.matchAll(/\b[0-9a-f]{8}\b/g)].map(([hash]) => hash)
      // a publisher that comes back unchanged sends its header again
      const changed = hashes.find((hash) => hash !== track.hash)
      if (changed === undefined || track.kind === null || track.hash === null) return true
      track.hash = changed
      onChange({ track: track.kind, atMs: Number(dts) * track.msPerTick })
      return true
    },
  }
}
