import type { RecordingProgress } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { readTexts } from './scan-index.ts'
import type { ProgressStore } from './store.ts'
import type { StoreContext } from './store-context.ts'

/** Figures that nobody refreshed for this long are no longer live. */
const progressTtlMs = 30_000

/** Live figures over Redis. */
export const createProgress = ({ redis }: StoreContext): ProgressStore => ({
  put: async (recordingId, progress) => {
    await redis.set(keys.progress(recordingId), JSON.stringify(progress), 'PX', progressTtlMs)
  },
  get: async (recordingId) => {
    const text = await redis.get(keys.progress(recordingId))
    return text === null ? null : (JSON.parse(text) as RecordingProgress)
  },
  getAll: (recordingIds) =>
    recordingIds.length === 0
      ? Promise.resolve([])
      : readTexts(redis, recordingIds.map(keys.progress), (text) => JSON.parse(text)),
})
