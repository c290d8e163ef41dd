import prettyBytes from 'pretty-bytes'

/** Bytes for people: "1.53 GB". */
export const bytesText = (bytes: number): string => prettyBytes(bytes)

/** A rate for people: "2.6 Mbit/s". */
export const bitRateText = (bitsPerSecond: number): string =>
  `${prettyBytes(bitsPerSecond, { bits: true, maximumFractionDigits: 1 })}/s`

const two = (value: number): string => String(value).padStart(2, '0')

/** A length of time as clocks show it: "0:07", "12:34", "1:02:03". */
export const durationText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

/** How many of something: "1 gap", "2 gaps". */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** How long ago, or in how long: "5 minutes ago", "just now". */
export const agoText = (atMs: number, nowMs: number): string => {
  const seconds = (atMs - nowMs) / 1000
  const step = steps.find(([, length]) => Math.abs(seconds) >= length)
  return step ? relative.format(Math.trunc(seconds / step[1]), step[0]) : 'just now'
}
