import { keys, runScript } from '@tapedeck/redis'
import type { StoreContext } from './store-context.ts'

/** A word given to make one recording of something: who asks for the same learns its id and makes no second one. */
export type StartClaim = { recordingId: string; claimedAtMs: number }

export type StartClaimStore = {
  /**
   * Claims a start for a recording that is to be made under `recordingId`, unless another claim stands.
   * @param subject what is recorded and how, of any length
   * @param former the claim that this one may take the place of, because its recording is over
   * @returns the claim that stands
   */
  claim(subject: string, recordingId: string, former: StartClaim | null): Promise<StartClaim>
}

/** Longer than a live stream is likely to last; a claim that is gone makes a second recording, and loses nothing. */
const ttlMs = 30 * 24 * 3_600_000

const textOf = ({ recordingId, claimedAtMs }: StartClaim): string => `${recordingId} ${claimedAtMs}`
const parse = (text: string): StartClaim => {
  const [recordingId = '', claimedAtMs] = text.split(' ')
  return { recordingId, claimedAtMs: Number(claimedAtMs) }
}

/** Claims over Redis, for starts that foreign clients repeat without an idempotency key. */
export const createStartClaims = ({ redis, clock }: StoreContext): StartClaimStore => ({
  claim: async (subject, recordingId, former) => {
    const own = textOf({ recordingId, claimedAtMs: clock() })
    const args = [own, former === null ? '' : textOf(former), ttlMs]
    const standing = await runScript(redis, 'tapedeckClaimStart', [keys.startClaim(subject)], args)
    return parse(standing as string)
  },
})
