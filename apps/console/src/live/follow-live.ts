import { type Schemas, type Tapedeck, TapedeckApiError } from '@tapedeck/client'

type Snapshot = Schemas['LiveSnapshot']

/** What is live, about once a second. */
export type Live = {
  /** Null until the first one has come. */
  snapshot: Snapshot | null
  /** Received bits per second of all recordings, oldest first: the last two minutes. */
  rates: readonly number[]
  /** Nothing has come for a while: what is shown is old. It is tried again. */
  isSilent: boolean
}

/** Before anything has come. */
export const nothingYet: Live = { snapshot: null, rates: [], isSilent: false }

/** The snapshot while it is worth more than what the API was asked; null when the connection is silent, so that it is old. */
export const freshSnapshot = ({ snapshot, isSilent }: Live): Snapshot | null =>
  isSilent ? null : snapshot

/** Two minutes of a snapshot each second. */
export const keptRates = 120
/** Snapshots come about once a second; after so long without one, what is shown is old. */
const silenceMs = 6000

type Follower = {
  update(change: (live: Live) => Live): void
  /** The key is no longer known. */
  onRefused(): void
}

const rateOf = ({ recordings }: Snapshot): number =>
  recordings.reduce(
    (sum, { state, progress }) =>
      sum + (state === 'recording' ? (progress?.bitsPerSecond ?? 0) : 0),
    0,
  )

/** What is known with one more snapshot. */
export const withSnapshot = ({ rates }: Live, snapshot: Snapshot): Live => ({
  snapshot,
  rates: [...rates.slice(1 - keptRates), rateOf(snapshot)],
  isSilent: false,
})

/** One connection until the signal ends it; the client makes it again by itself. */
const read = async (api: Tapedeck, signal: AbortSignal, follower: Follower): Promise<void> => {
  const tellSilence = (): void => follower.update((live) => ({ ...live, isSilent: true }))
  let silence = setTimeout(tellSilence, silenceMs)
  try {
    for await (const snapshot of api.live({ signal })) {
      clearTimeout(silence)
      silence = setTimeout(tellSilence, silenceMs)
      follower.update((live) => withSnapshot(live, snapshot))
    }
  } catch (error) {
    if (error instanceof TapedeckApiError && error.status === 401) follower.onRefused()
  } finally {
    clearTimeout(silence)
    // a page that nobody sees is not told of a silence that was wanted
    if (!signal.aborted) tellSilence()
  }
}

/**
 * Follows what is live as long as the page can be seen: a hidden tab costs the API nothing.
 * @returns what ends it
 */
export const followLive = (api: Tapedeck, follower: Follower): (() => void) => {
  let connection: AbortController | null = null
  const close = (): void => {
    connection?.abort()
    connection = null
  }
  const followVisibility = (): void => {
    if (document.hidden) close()
    else if (connection === null) {
      connection = new AbortController()
      void read(api, connection.signal, follower)
    }
  }
  followVisibility()
  document.addEventListener('visibilitychange', followVisibility)
  return () => {
    document.removeEventListener('visibilitychange', followVisibility)
    close()
  }
}
