import type { StorageConfig } from '@tapedeck/config'
import { clockFinding } from './clock-rule.ts'
import type { Finding } from './finding.ts'

const answerMs = 5000
/** A Date header has whole seconds: it stands for the middle of its second, give or take half of one. */
const halfSecondMs = 500

/** Compares the clock with that of the S3 service, by the Date of any answer. Empty when there is none. */
export const checkStorageClock = async (
  { s3 }: StorageConfig,
  wallClock: () => number,
): Promise<Finding[]> => {
  if (s3 === null) return []
  const address = s3.endpoint ?? `https://s3.${s3.region}.amazonaws.com`
  try {
    const before = wallClock()
    const answer = await fetch(address, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
    })
    const middle = (before + wallClock()) / 2
    const theirs = Date.parse(answer.headers.get('date') ?? '')
    if (Number.isNaN(theirs)) return []
    return [clockFinding('storage', middle - theirs - halfSecondMs, halfSecondMs)]
  } catch {
    // that it cannot be reached is told of by the check of the storage
    return []
  }
}
