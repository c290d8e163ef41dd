import { finalStates } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import type { StoreContext } from './store-context.ts'

/** Indexes that hold finished recordings. */
export const finishedIndexes = [keys.recordings, ...finalStates.map(keys.recordingsInState)]

/** Takes recordings whose records have expired out of the indexes; tells how many, at most `limit`. */
export const sweepIndexes = async (context: StoreContext, limit: number): Promise<number> =>
  Number(
    await runScript(
      context.redis,
      'tapedeckSweepIndexes',
      [keys.expiringRecordings, ...finishedIndexes],
      [limit],
    ),
  )
