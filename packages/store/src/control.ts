import { keys } from '@tapedeck/redis'
import type { ControlStore } from './store.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Wishes of users on their way to recorders. */
export const createControl = (subscriptions: Subscriptions): ControlStore => ({
  watch: (onChange, onMissed) =>
    subscriptions.add(keys.control, (recordingId) => {
      if (recordingId === null) onMissed?.()
      else onChange(recordingId)
    }),
})
