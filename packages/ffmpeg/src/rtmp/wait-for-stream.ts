import { setTimeout as sleep } from 'node:timers/promises'

import { backoffDelayMs, type RetryPolicy } from '@tapedeck/domain'

import { type ProbeOutcome, probeStream } from './probe-stream.ts'
import { rtmpAddress } from './rtmp-address.ts'

export type WaitOptions = {
  url: string
  /** Ends the waiting. */
  signal: AbortSignal
  /** The waiting is over after this; for ever when absent. */
  timeoutMs?: number
  /** What the first try is given, however little time is left; 0 by default: when the time is over none is made. */
  leastTryMs?: number
  /** Longest time for a server to answer; 5000 is a good value. */
  connectTimeoutMs: number
  /** In [0, 1). */
  random: () => number
  /** Told of every try that did not find the stream live. */
  onAttempt?(outcome: ProbeOutcome): void
  /** Told of the try that found it live. */
  onLive?(outcome: ProbeOutcome): void
  /** How long one connection is kept while the server lets the player wait; 30000 by default. */
  patienceMs?: number
}

/** A server that cannot be asked is given more and more time. */
const unreachablePolicy: RetryPolicy = {
  firstDelayMs: 1500,
  maxDelayMs: 5000,
  factor: 1.5,
  attempts: Number.POSITIVE_INFINITY,
}

/** Milliseconds until the next try, or null when there is nothing to wait for. */
export const nextTryMs = (
  kind: ProbeOutcome['kind'],
  failures: number,
  random: number,
): number | null => {
  switch (kind) {
    case 'live':
    case 'aborted':
      return null
    case 'waiting':
    case 'empty':
      return 0
    case 'not_found':
    case 'refused':
    case 'closed':
      // the server is there, and this is how it says that nobody publishes; a stream must be found within 2 s
      return Math.round(1000 + 500 * random)
    case 'unreachable':
    case 'silent':
    case 'invalid':
      return backoffDelayMs(unreachablePolicy, failures, random)
  }
}

/** A try in less time than this is not worth its connection. */
const shortestTryMs = 500

/**
 * Waits until a stream is live, with one socket and no process, until the caller's signal or `timeoutMs`.
 * A URL with a user name and password is taken for live at once: only ffmpeg knows how to log in there.
 */
export const waitForStream = async (
  options: WaitOptions,
): Promise<'live' | 'aborted' | 'timed_out'> => {
  const { url, signal, connectTimeoutMs, random, onAttempt, patienceMs = 30_000 } = options
  const { leastTryMs = 0 } = options
  const endAt = performance.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY)
  let failures = 0
  let tries = 0
  for (;;) {
    const leftMs = Math.max(tries === 0 ? leastTryMs : 0, endAt - performance.now())
    if (signal.aborted) return 'aborted'
    if (leftMs <= 0) return 'timed_out'
    if (rtmpAddress(url).hasCredentials) return 'live'
    // many that wait for one server must not come back together
    const patience = Math.min(leftMs, patienceMs * (0.8 + 0.4 * random()))
    const outcome = await probeStream({
      url,
      signal,
      connectTimeoutMs: Math.min(leftMs, connectTimeoutMs),
      patienceMs: patience,
    })
    if (outcome.kind === 'live') options.onLive?.(outcome)
    if (outcome.kind === 'live' || outcome.kind === 'aborted') return outcome.kind
    const hadNoTime = leftMs < connectTimeoutMs && ['unreachable', 'silent'].includes(outcome.kind)
    if (!hadNoTime || tries === 0) onAttempt?.(outcome)
    tries += 1
    failures = ['unreachable', 'silent', 'invalid'].includes(outcome.kind) ? failures + 1 : 0
    const nextMs = nextTryMs(outcome.kind, failures, random()) ?? 0
    const restMs = Math.max(0, endAt - performance.now())
    const delayMs = restMs - nextMs < shortestTryMs ? restMs : nextMs
    const isAborted = await sleep(delayMs, false, { signal }).catch(() => true)
    if (isAborted) return 'aborted'
  }
}
