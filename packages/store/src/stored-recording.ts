import type { Recording } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { completeTemplate } from './complete-template.ts'
import type { Lease } from './store.ts'
import type { StoreContext } from './store-context.ts'

/** A record with the facts beside it that only the store knows. */
export type StoredRecording = {
  recording: Recording
  /** Generation of the newest lease, and its owner; '' when that lease was given up. */
  newestGeneration: number
  owner: string
  /** Redis key that maps the caller's idempotency key to this recording; '' when there is none. */
  idempotencyKey: string
  /** Of the request that made it. */
  fingerprint: string
}

/** A record as it was stored, of whatever version. */
export const parseRecording = (text: string): Recording => {
  const recording = JSON.parse(text) as Recording
  return { ...recording, template: completeTemplate(recording.template) }
}

/** Reads a record, or null when there is none. */
export const readRecording = async (
  context: StoreContext,
  id: string,
): Promise<StoredRecording | null> => {
  const [record, generation, owner, idempotencyKey, fingerprint] = await context.redis.hmget(
    keys.recording(id),
    'record',
    'generation',
    'owner',
    'idempotencyKey',
    'fingerprint',
  )
  if (record === null || record === undefined) return null
  return {
    recording: parseRecording(record),
    newestGeneration: Number(generation),
    owner: owner ?? '',
    idempotencyKey: idempotencyKey ?? '',
    fingerprint: fingerprint ?? '',
  }
}

/** True when the lease is not the newest one, so that its owner may write no more. */
export const isStale = (stored: StoredRecording, lease: Lease): boolean =>
  stored.newestGeneration !== lease.generation || stored.owner !== lease.ownerId
