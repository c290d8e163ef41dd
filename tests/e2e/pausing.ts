import { randomBytes } from 'node:crypto'
import { createStore } from '@tapedeck/store'
import { expect, vi } from 'vitest'
import { templateOf, type World } from './support.ts'

/** Pauses and resumes recordings as the API does, also while it is not there. */
export type Pausing = {
  /** @returns wall time of the wish, Unix milliseconds */
  pause(id: string, stopAfterMs?: number): Promise<number>
  /** @returns wall time of the wish, Unix milliseconds */
  resume(id: string): Promise<number>
  close(): Promise<void>
}

export const startPausing = ({ stack }: World): Pausing => {
  const store = createStore({ redis: stack.redis.url, clock: Date.now, randomBytes })
  return {
    pause: async (id, stopAfterMs) => {
      const sinceMs = Date.now()
      const pause = { sinceMs, stopAfterMs: stopAfterMs ?? null }
      await store.recordings.setDesired(id, { pause })
      return sinceMs
    },
    resume: async (id) => {
      await store.recordings.setDesired(id, { pause: null })
      return Date.now()
    },
    close: () => store.close(),
  }
}

/** A template whose files have keys of their own, however many recordings there are of one stream at the same time. */
export const ownTemplateOf = (...of: Parameters<typeof templateOf>) => {
  const template = templateOf(...of)
  for (const format of template.formats) {
    format.objectPattern = '{RecordingId}/{Format}/{Sequence}_{EscapedStartTime}'
    if (format.slicePattern !== undefined)
      format.slicePattern = '{RecordingId}/{Format}/slices/{UnixTimestamp}_{Sequence}'
  }
  return template
}

/** Waits for so many paused recordings in the recorder's metrics; gives what they say, after ten seconds in any case. */
export const pausedByMetrics = async ({ stack }: World, count: number): Promise<number> => {
  const recorder = stack.apps.find(({ name }) => name === 'recorder')
  const paused = async (): Promise<number> => {
    const text = await (await fetch(`${recorder?.opsUrl}/metrics`)).text()
    return Number(/^tapedeck_sessions\{.*phase="paused".*\} (\S+)$/m.exec(text)?.[1])
  }
  const check = async (): Promise<void> => expect(await paused()).toBe(count)
  await vi.waitFor(check, { timeout: 10_000, interval: 100 }).catch(() => undefined)
  return paused()
}
