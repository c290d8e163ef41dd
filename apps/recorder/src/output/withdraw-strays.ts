import type { OutputContext } from './cycle.ts'

/**
 * Takes away what came into storage and nobody names, when another generation goes on without it: a request that was under
 * way when the lease was lost, and that the storage carried out later. A failure costs room only.
 */
export const withdrawStrays = async (
  { openCycles, objects, limit, log }: OutputContext,
  keys: readonly string[],
): Promise<void> => {
  if (openCycles === undefined || keys.length === 0) return
  try {
    const strays = await openCycles.strays(keys)
    if (strays.length > 0) await limit(() => objects.remove(strays))
  } catch (error) {
    log.warn({ err: error, keys }, 'what was stored untold could not be taken away')
  }
}
