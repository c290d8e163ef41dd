import { InvalidArgumentError } from 'commander'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 }
type Unit = keyof typeof unitMs

/**
 * A span of time such as 90s, 15m, 2h or 3d.
 * @returns milliseconds
 */
export const parseSpan = (text: string): number => {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count === undefined || unit === undefined)
    throw new InvalidArgumentError('It must be such as 90s, 15m, 2h or 3d.')
  return Number(count) * unitMs[unit as Unit]
}
