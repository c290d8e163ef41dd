import { type Finding, ok, problem, warning } from './finding.ts'

/** Windows of rules open by this clock, and names of files have its time. */
const warnBeyondMs = 2000
/** Some S3 services refuse signatures that are off by more than 5 minutes, Amazon by more than 15. */
const failBeyondMs = 120_000

const mend =
  'Keep the clocks of all hosts right: `timedatectl set-ntp true`, or run chrony; `timedatectl` shows whether it is synchronized.'

/**
 * Compares this host's clock with another one.
 * @param aheadMs by how much this host's is ahead
 * @param unsureMs how wrong the difference may be: a Date header has whole seconds
 */
export const clockFinding = (
  other: 'redis' | 'storage',
  aheadMs: number,
  unsureMs: number,
): Finding => {
  const code = `clock_${other}` as const
  const offMs = Math.max(0, Math.abs(aheadMs) - unsureMs)
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1)
  const what = `this host's clock is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} that of the ${other === 'redis' ? 'Redis' : 'storage'}`
  if (offMs > failBeyondMs) return problem(code, what, mend)
  return offMs > warnBeyondMs ? warning(code, what, mend) : ok(code, what)
}
