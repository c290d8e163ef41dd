import prettyBytes from 'pretty-bytes'
import prettyMs from 'pretty-ms'

/** Shown where there is nothing to show. */
export const nothing = '-'

/** "12.4 MB". */
export const bytesText = (bytes: number): string => prettyBytes(bytes)

/** "2.61 Mbit/s". */
export const rateText = (bitsPerSecond: number): string =>
  `${prettyBytes(bitsPerSecond, { bits: true })}/s`

/** "1m 23.4s". */
export const durationText = (durationMs: number): string =>
  prettyMs(durationMs, { secondsDecimalDigits: 1 })

/** "01:02:03", as a clock of media shows it; hours may have more digits. */
export const mediaTimeText = (seconds: number): string => {
  const whole = Math.floor(seconds)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** "2026-01-02 03:04:05Z", in UTC as everything in Tapedeck. */
export const timeText = (iso: string | null | undefined): string =>
  iso ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z` : nothing

/** A number, "yes" or "no", or text. */
export const plainText = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined || value === '') return nothing
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}
