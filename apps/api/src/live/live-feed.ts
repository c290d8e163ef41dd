import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveSnapshot } from '@tapedeck/contracts'

/** From the beginning of one snapshot to that of the next. */
const intervalMs = 1000
/** A reader that takes nothing for this long is gone. */
const stalledMs = 30_000

type Reader = {
  response: ServerResponse
  /** When it was last seen to have taken everything, on the clock that does not jump. */
  drainedAtMs: number
}

export type LiveFeedParts = {
  take: () => Promise<LiveSnapshot>
  /** Aborted when the API closes. */
  closing: AbortSignal
  onError: (error: unknown) => void
  /** A clock that does not jump, in milliseconds. */
  monotonic: () => number
}

/** One snapshot in the format of server-sent events (HTML standard, section 9.2.6). */
const frameOf = (text: string): string => `event: snapshot\ndata: ${text}\n\n`

/**
 * Snapshots about once a second for as long as anybody reads them: each is taken and written out once, however many
 * readers there are. Nothing is piled up for a slow reader, which misses snapshots instead.
 */
export const createLiveFeed = ({ take, closing, onError, monotonic }: LiveFeedParts) => {
  const readers = new Set<Reader>()
  let latest: { text: string; takenAtMs: number } | null = null
  let taking: Promise<string> | null = null
  let isTicking = false

  const takeText = async (): Promise<string> => {
    const takenAtMs = monotonic()
    const text = JSON.stringify(await take())
    latest = { text, takenAtMs }
    return text
  }
  const fresh = (): Promise<string> => {
    taking ??= takeText().finally(() => {
      taking = null
    })
    return taking
  }
  const hand = (reader: Reader, frame: string): void => {
    const nowMs = monotonic()
    if (!reader.response.writableNeedDrain) {
      reader.drainedAtMs = nowMs
      reader.response.write(frame)
    } else if (nowMs - reader.drainedAtMs > stalledMs) reader.response.destroy()
  }
  const tick = async (): Promise<void> => {
    while (readers.size > 0 && !closing.aborted) {
      const beganAtMs = monotonic()
      const frame = await fresh().then(frameOf, (error: unknown) => {
        onError(error)
        return ': no snapshot\n\n'
      })
      for (const reader of readers) hand(reader, frame)
      const restMs = Math.max(0, beganAtMs + intervalMs - monotonic())
      await sleep(restMs, undefined, { signal: closing }).catch(() => undefined)
    }
  }
  const run = (): void => {
    if (isTicking) return
    isTicking = true
    void tick().finally(() => {
      isTicking = false
      if (readers.size > 0 && !closing.aborted) run()
    })
  }
  return {
    get readers(): number {
      return readers.size
    },
    /** The newest snapshot as JSON, about a second old at most. */
    current: async (): Promise<string> =>
      latest !== null && monotonic() - latest.takenAtMs < intervalMs ? latest.text : fresh(),
    /** Writes snapshots to a response from now on; returns the release. */
    add: (response: ServerResponse): (() => void) => {
      const reader = { response, drainedAtMs: monotonic() }
      readers.add(reader)
      if (isTicking && latest !== null) response.write(frameOf(latest.text))
      run()
      return () => readers.delete(reader)
    },
  }
}
