import type { StreamControl } from '@tapedeck/control'
import type { StoredSource } from '@tapedeck/domain'
import { type IngestEvent, notificationFormats } from '@tapedeck/ingest'
import { createLogger } from '@tapedeck/telemetry'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createNotificationTaker } from './notification-taker.ts'

const source = { id: 'src', kind: 'srs', domain: 'd' } as StoredSource
const event: IngestEvent = {
  kind: 'published',
  domain: null,
  app: 'live',
  stream: 'stage',
  publicationId: 'c1',
  codec: null,
  videoKbps: null,
  args: { key: 'hidden-publisher-key' },
}

/** A taker whose control does what the test says. */
const takerOf = (publish: StreamControl['publish']) => {
  const counted: string[] = []
  const lines: string[] = []
  const taker = createNotificationTaker(
    {
      streams: { get: async () => null },
      control: { publish, unpublish: async () => undefined },
      clock: () => 1000,
    },
    (kind, result) => counted.push(`${kind} ${result}`),
  )
  const log = createLogger({ app: 'api', destination: { write: (line) => lines.push(line) } })
  return { taker, counted, lines, log }
}

const failing = async (): Promise<never> => {
  throw Object.assign(new Error('ERR with hidden-publisher-key'), {
    command: { args: ['hidden-publisher-key'] },
  })
}

afterEach(() => vi.useRealTimers())

describe('a notification that cannot be taken', () => {
  it.each(['srs', 'nginx-rtmp', 'node-media-server'] as const)(
    'is no reason to drop the publisher of %s, and shows no argument in the log',
    async (kind) => {
      const { taker, counted, lines, log } = takerOf(failing)
      await taker.take(notificationFormats[kind], source, event, log)
      expect(counted).toEqual([`${kind} failed`])
      expect(lines.join('')).toContain('a notification could not be taken')
      expect(lines.join('')).not.toContain('hidden-publisher-key')
    },
  )

  it.each(['mediamtx', 'generic'] as const)('is told to %s, which tries again', async (kind) => {
    const { taker, counted, log } = takerOf(failing)
    await expect(taker.take(notificationFormats[kind], source, event, log)).rejects.toThrow('ERR')
    expect(counted).toEqual([`${kind} failed`])
  })
})

it('keeps a publisher waiting for three seconds at most, and is taken all the same', async () => {
  vi.useFakeTimers()
  const published = Promise.withResolvers<never>()
  const { taker, counted, log } = takerOf(() => published.promise)
  const taken = taker.take(notificationFormats.srs, source, event, log)
  await vi.advanceTimersByTimeAsync(3000)
  await taken
  expect(counted).toEqual(['srs late'])
  const settled = taker.settle()
  published.resolve(undefined as never)
  await settled
  expect(counted).toEqual(['srs late', 'srs published'])
})
