import { keys } from '@tapedeck/redis'
import type { RecordingStore } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { readRecording } from './stored-recording.ts'

const candidate = async (
  context: StoreContext,
  id: string | null,
  idempotencyKey: string | null,
): Promise<{ id: string; fingerprint: string | null } | null> => {
  if (idempotencyKey !== null) {
    const key = keys.idempotency(idempotencyKey)
    const [known, fingerprint] = await context.redis.hmget(key, 'id', 'fingerprint')
    if (typeof known === 'string') return { id: known, fingerprint: fingerprint ?? null }
  }
  if (id === null) return null
  return { id, fingerprint: await context.redis.hget(keys.recording(id), 'fingerprint') }
}

/** See RecordingStore.find. Asks in the order in which `create` does. */
export const findRequest = async (
  context: StoreContext,
  request: Parameters<RecordingStore['find']>[0],
): ReturnType<RecordingStore['find']> => {
  const found = await candidate(context, request.id, request.idempotencyKey)
  const stored = found === null ? null : await readRecording(context, found.id)
  if (found === null || stored === null) return null
  const outcome = found.fingerprint === request.fingerprint ? 'existing' : 'conflict'
  return { outcome, recording: stored.recording }
}
