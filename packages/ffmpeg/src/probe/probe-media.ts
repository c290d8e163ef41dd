import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import { createRedactor } from '../process/redact-text.ts'
import { runToEnd } from '../process/run-to-end.ts'

export type MediaStream = {
  kind: 'video' | 'audio' | 'other'
  /** ffmpeg's name, for instance `h264`, `hevc`, `aac`. */
  codec: string
  width: number
  height: number
  sampleRate: number
  channels: number
  /** Null when the container does not tell. */
  durationMs: number | null
  startMs: number | null
}

export type MediaFacts = {
  /** ffmpeg's name, for instance `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string
  durationMs: number | null
  startMs: number | null
  bytes: number | null
  streams: MediaStream[]
}

type Fields = Record<string, unknown>

const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'number' ? value : Number.parseFloat(String(value))
  return Number.isFinite(number) ? number : null
}
const millisecondsOf = (value: unknown): number | null => {
  const seconds = numberOf(value)
  return seconds === null ? null : Math.round(seconds * 1000)
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const kindOf = (value: unknown): MediaStream['kind'] =>
  value === 'video' || value === 'audio' ? value : 'other'

const streamOf = (fields: Fields): MediaStream => ({
  kind: kindOf(fields.codec_type),
  codec: textOf(fields.codec_name),
  width: numberOf(fields.width) ?? 0,
  height: numberOf(fields.height) ?? 0,
  sampleRate: numberOf(fields.sample_rate) ?? 0,
  channels: numberOf(fields.channels) ?? 0,
  durationMs: millisecondsOf(fields.duration),
  startMs: millisecondsOf(fields.start_time),
})

/**
 * What a finished file, playlist or URL holds, by ffprobe. Not for live streams: it would be another player of them.
 * @throws TapedeckError FFMPEG_FAILED when it cannot be read
 */
export const probeMedia = async (
  pathOrUrl: string,
  options: { ffprobePath: string; timeoutMs?: number },
): Promise<MediaFacts> => {
  const playlist = /\.m3u8(\?|$)/.test(pathOrUrl)
    ? ['-allowed_extensions', 'ALL', '-live_start_index', '0']
    : []
  const args = [
    ...['-v', 'error', '-protocol_whitelist', 'file,crypto,data,http,https,tcp,tls', ...playlist],
    ...['-show_format', '-show_streams', '-of', 'json', '-i', pathOrUrl],
  ]
  try {
    const output = await runToEnd(options.ffprobePath, args, {
      timeoutMs: options.timeoutMs ?? 60_000,
    })
    const facts = JSON.parse(output) as { format?: Fields; streams?: Fields[] }
    const { format = {}, streams = [] } = facts
    return {
      format: textOf(format.format_name),
      durationMs: millisecondsOf(format.duration),
      startMs: millisecondsOf(format.start_time),
      bytes: numberOf(format.size),
      streams: streams.map(streamOf),
    }
  } catch (cause) {
    const detail = isTapedeckError(cause) ? cause.detail : 'ffprobe printed no JSON'
    // a presigned URL is a secret too
    throw new TapedeckError('FFMPEG_FAILED', { detail: withoutQuery(detail, pathOrUrl), cause })
  }
}

const withoutQuery = (text: string, pathOrUrl: string): string =>
  URL.canParse(pathOrUrl) ? createRedactor(pathOrUrl)(text) : text
