const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Distances of ticks that people read easily. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 7, 14, 30].map((days) => days * day),
]

export type TimeSpan = { fromMs: number; toMs: number }

/** Where a moment lies on the axis, in percent. */
export const placeOf = ({ fromMs, toMs }: TimeSpan, atMs: number): number => {
  const share = (atMs - fromMs) / Math.max(1, toMs - fromMs)
  return Math.min(100, Math.max(0, share * 100))
}

/**
 * Moments of round times, so many at most.
 * @param offsetMs how far the reader's clock is ahead of UTC
 */
export const ticksOf = (
  { fromMs, toMs }: TimeSpan,
  most: number,
  offsetMs: number,
): { atMs: number; stepMs: number }[] => {
  const length = Math.max(1, toMs - fromMs)
  const fitting = steps.find((step) => length / step <= most)
  const stepMs = fitting ?? Math.ceil(length / most / (30 * day)) * 30 * day
  const ticks: { atMs: number; stepMs: number }[] = []
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs
  for (let atMs = first; atMs <= toMs; atMs += stepMs) ticks.push({ atMs, stepMs })
  return ticks
}

const withDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const withMinutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const withSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** A tick as it is labelled: no finer than its distance. */
export const tickText = ({ atMs, stepMs }: { atMs: number; stepMs: number }): string => {
  if (stepMs >= day) return withDay.format(atMs)
  return (stepMs >= minute ? withMinutes : withSeconds).format(atMs)
}
