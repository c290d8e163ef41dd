import { keysOfFiles, outputOf, type RecordingFile } from '@tapedeck/domain'
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

/**
 * The file of a cycle was told of: takes away what an earlier process of this recorder sent for it under keys that are not the
 * file's, and forgets what was sent. A failure costs room only.
 */
export const settleSent = async (
  { openCycles, objects, limit, log, sent }: OutputContext,
  file: RecordingFile,
): Promise<void> => {
  if (sent === undefined || openCycles === undefined) return
  const cycle = { output: outputOf(file), sequence: file.sequence }
  try {
    const named = keysOfFiles([file])
    const others = (await sent.of(cycle)).filter((key) => !named.has(key))
    const strays = others.length === 0 ? [] : await openCycles.unnamed(others)
    if (strays.length > 0) await limit(() => objects.remove(strays))
    await sent.forget(cycle)
  } catch (error) {
    log.warn({ err: error, ...cycle }, 'what was sent and is in no file could not be taken away')
  }
}
