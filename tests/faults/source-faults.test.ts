import { setTimeout as delay } from 'node:timers/promises'
import { type FlvTag, makeSource, publishStream, publishTags } from '@tapedeck/testkit'
import { expect } from 'vitest'
import { expectNothingLost, expectPromisesKept } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import type { FaultRun, StreamUnderFault } from './fault-run.ts'

/**
 * Media at the start of a publish that a recorder may miss at most: a pull that is silent for TAPEDECK_SOURCE_TIMEOUT_MS is ended. How
 * much it does miss, until it has seen the stream and up to the next keyframe, depends on the machine, and is in the table.
 */
const joinMs = 10_000

type SourceChange = Partial<Parameters<typeof makeSource>[0]>

/** The publisher ends; another one, of other packets, publishes the same stream. */
const publishAnew =
  (options: { pauseMs: number; change?: SourceChange }) =>
  async ({ world, streams, seconds, until }: FaultRun): Promise<void> => {
    const next = await makeSource({
      ...{ dir: world.directory, name: 'next.flv', seed: 11, seconds },
      ...options.change,
    })
    await Promise.all(streams.map(({ publisher }) => publisher.done))
    await until(({ state }) => state !== 'recording')
    await delay(options.pauseMs)
    for (const stream of streams) {
      stream.sources.push(next)
      stream.publisher = publishStream({ url: stream.url, file: next })
    }
  }

/** Publishes in real time, but with another clock. */
const publishWithStamps =
  (stampOf: (timeMs: number) => number) =>
  (url: string, file: string): StreamUnderFault['publisher'] => {
    const timeOf = ({ timeMs }: FlvTag) => ({ sendAtMs: timeMs, stampMs: stampOf(timeMs) })
    const { done, stop } = publishTags({ url, file, timeOf })
    return { done, kill: stop }
  }

const hourMs = 3_600_000

const untilPublished = async ({ streams }: FaultRun): Promise<void> => {
  await Promise.all(streams.map(({ publisher }) => publisher.done))
}

describeFaults('sources', [
  {
    name: 'source-away-5s',
    fault: 'The source goes away and comes back after 5 s, its timestamps from zero',
    seconds: 14,
    app: 'strict',
    template: { mergeWindowSeconds: 20 },
    strike: publishAnew({ pauseMs: 5000 }),
    expect(result) {
      expectPromisesKept(result)
      expect(result.gapCauses).toEqual(['source_lost'])
      expect(result.longestHoleMs).toBeLessThan(joinMs)
    },
  },
  {
    name: 'source-away-for-good',
    fault: 'The source goes away for longer than the merge window',
    seconds: 14,
    app: 'strict',
    template: { mergeWindowSeconds: 5 },
    async strike({ streams, until }) {
      await Promise.all(streams.map(({ publisher }) => publisher.done))
      await until(({ endedAt }) => endedAt !== null)
    },
    expect: expectNothingLost,
  },
  {
    name: 'source-other-resolution',
    fault: 'The source comes back with another resolution',
    seconds: 14,
    app: 'strict',
    template: { mergeWindowSeconds: 20 },
    strike: publishAnew({ pauseMs: 0, change: { size: '640x360' } }),
    expect(result) {
      expectPromisesKept(result)
      expect(result.longestHoleMs).toBeLessThan(joinMs)
    },
  },
  {
    name: 'source-other-codec',
    fault: 'The source comes back with another audio codec',
    seconds: 14,
    app: 'strict',
    template: { mergeWindowSeconds: 20 },
    strike: publishAnew({ pauseMs: 0, change: { audio: 'mp3' } }),
    expect(result) {
      expectPromisesKept(result)
      expect(result.longestHoleMs).toBeLessThan(joinMs)
    },
  },
  {
    name: 'source-timestamps-jump',
    fault: "The source's timestamps jump an hour forth, and back again",
    seconds: 24,
    publish: publishWithStamps((timeMs) =>
      timeMs > 8000 && timeMs < 16_000 ? timeMs + hourMs : timeMs,
    ),
    strike: untilPublished,
    expect: expectNothingLost,
  },
  {
    name: 'source-timestamps-wrap',
    fault: 'The 32-bit timestamps of the source wrap, as they do after 49.7 days',
    seconds: 20,
    publish: publishWithStamps((timeMs) => (2 ** 32 - 10_000 + timeMs) % 2 ** 32),
    strike: untilPublished,
    expect: expectNothingLost,
  },
])
