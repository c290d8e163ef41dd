import { keys } from '@tapedeck/redis'
import type { RecordingStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'

type Known = { id: string; fingerprint: string }

/** For which request an idempotency key was used. */
const knownByKey = async ({ redis }: StoreContext, key: string | null): Promise<Known | null> => {
  if (key === null) return null
  const [id, fingerprint] = await redis.hmget(keys.idempotency(key), 'id', 'fingerprint')
  return typeof id === 'string' ? { id, fingerprint: fingerprint ?? '' } : null
}

/** See RecordingStore.find. Asks in the order in which `create` does. */
export const findRequest = async (
  context: StoreContext,
  request: Parameters<RecordingStore['find']>[0],
): ReturnType<RecordingStore['find']> => {
  const known = await knownByKey(context, request.idempotencyKey)
  const id = known?.id ?? request.id
  const stored = id === null ? null : await readRecording(context, id)
  if (stored === null) return null
  const { recording } = stored
  // the record's own was read with it: read before it, there was none of a record that was made in between
  const fingerprint = known?.fingerprint ?? stored.fingerprint
  return { outcome: fingerprint === request.fingerprint ? 'existing' : 'conflict', recording }
}
