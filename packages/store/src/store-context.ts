import type { RedisClient } from '@tapedeck/redis'
import type { TextSeal } from './sealed-text.ts'

/** What the parts of the store share. */
export type StoreContext = {
  /** The connection for short commands. */
  redis: RedisClient
  /** Wall time in milliseconds. */
  clock: () => number
  randomBytes: (size: number) => Uint8Array
  /** How long a finished recording stays in Redis, in milliseconds. */
  retentionMs: number
  /** How long the record of a stream stays that is neither published nor recorded, in milliseconds. */
  offlineTtlMs: number
  /** Seals secrets that are kept. */
  seal: TextSeal
}

/** A number for one call, so that a call that is sent twice is recognised. */
export const newNonce = (context: StoreContext): string =>
  Buffer.from(context.randomBytes(12)).toString('hex')
