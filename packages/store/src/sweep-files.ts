import { keys, runScript } from '@tapedeck/redis'
import type { StoreContext } from './store-context.ts'

/** Keeps Redis busy for some milliseconds. */
const filesPerStep = 2000
const maxSteps = 100

/** Takes the files of expired recordings out of the index of files: about 200,000 at most. */
export const sweepFiles = async ({ redis }: StoreContext): Promise<void> => {
  for (let step = 0; step < maxSteps; step++)
    if ((await runScript(redis, 'tapedeckSweepFiles', [keys.expiringFiles], [filesPerStep])) === 0)
      return
}
