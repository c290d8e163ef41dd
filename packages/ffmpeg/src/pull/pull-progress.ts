/** ffmpeg's latest account of a pull. */
export type PullProgress = {
  /** Video frames since the start; 0 without video. */
  frames: number
  fps: number
  /** End of the media written so far, in milliseconds since the pull's first packet. */
  timeMs: number
  /** Mean bits per second of what was written since the start; 0 while unknown. */
  bitrate: number
}

/** Reads the `key=value` lines of `-progress` (ffmpeg doc, "-progress url"); other lines are not for it. */
export type ProgressReader = {
  /** Whether the line belonged to the account. */
  line(line: string): boolean
  latest(): PullProgress | null
}

const numberOf = (text: string | undefined): number => {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) ? value : 0
}

export const createProgressReader = (): ProgressReader => {
  let fields = new Map<string, string>()
  let latest: PullProgress | null = null
  return {
    line: (line) => {
      const match = /^([a-z][a-z0-9_]*)=\s*(\S+)\s*$/.exec(line)
      const [, key, value] = match ?? []
      if (key === undefined || value === undefined) return false
      fields.set(key, value)
      if (key !== 'progress') return true
      latest = {
        frames: numberOf(fields.get('frame')),
        fps: numberOf(fields.get('fps')),
        timeMs: Math.max(0, numberOf(fields.get('out_time_us')) / 1000),
        bitrate: numberOf(fields.get('bitrate')) * 1000,
      }
      fields = new Map()
      return true
    },
    latest: () => latest,
  }
}
