import { keys, runScript } from '@tapedeck/redis'
import type { StoreContext } from './store-context.ts'

/** Of streams that are neither published nor recorded so many are kept, whatever their time. */
const maxOfflineStreams = 200_000

/** Takes streams whose records have expired out of the index; tells how many, at most `limit`. */
export const sweepStreams = async (context: StoreContext, limit: number): Promise<number> =>
  Number(
    await runScript(
      context.redis,
      'tapedeckSweepStreams',
      [keys.streams, keys.expiringStreams],
      [keys.stream(''), limit, maxOfflineStreams],
    ),
  )
