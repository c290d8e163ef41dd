import type { LiveStream, Recording, RecordingState, StoredSource } from '@tapedeck/domain'
import { foundPublication, type PublishedStream } from '@tapedeck/ingest'
import type { Logger } from '@tapedeck/telemetry'
import { describe, expect, it } from 'vitest'
import { type PollDeps, pollSource } from './poll-source.ts'

const source = { id: 'src', kind: 'nginx-rtmp', domain: 'd', poll: {} } as StoredSource

const found: PublishedStream = {
  domain: null,
  app: 'live',
  stream: 'a',
  publicationId: '7',
  hasExactName: true,
  codec: null,
  videoKbps: null,
}

/** A stream that is published and driven to be recorded, and a server that does not list it. */
const polling = (states: (RecordingState | 'missing')[]) => {
  const known = new Map(states.map((state, index) => [`r${index}`, state]))
  const live = {
    stream: { domain: 'd', app: 'live', stream: 'a' },
    publication: foundPublication(found, 'src', 1000),
    recordings: [...known.keys()].map((recordingId) => ({ recordingId })),
  } as LiveStream
  const ended: string[] = []
  const corrections: string[] = []
  const deps = {
    store: {
      streams: {
        list: async () => ({ items: [live], nextCursor: null }),
        get: async () => live,
      },
      recordings: {
        get: async (id: string) => {
          const state = known.get(id)
          return state === undefined || state === 'missing' ? null : ({ state } as Recording)
        },
      },
    },
    control: {
      unpublish: async ({ stream }: { stream: string }) => {
        ended.push(stream)
      },
    },
    poller: { ask: async () => ({ streams: [], isComplete: true }) },
    metrics: { corrected: (_kind: string, correction: string) => corrections.push(correction) },
    log: { warn: () => undefined } as unknown as Logger,
    clock: () => 5000,
  } as unknown as PollDeps
  let seen: ReadonlySet<string> = new Set()
  return {
    known,
    ended,
    corrections,
    poll: async (): Promise<void> => {
      seen = await pollSource(deps, source, seen, new AbortController().signal)
    },
  }
}

describe('a stream that the server does not list', () => {
  it.each<[string, (RecordingState | 'missing')[]]>([
    ['is not recorded', []],
    ['waits for its media', ['waiting']],
    ['was interrupted', ['interrupted', 'completed']],
    ['has a recording that is not made yet', ['missing']],
  ])('ends at the second poll when it %s', async (_name, states) => {
    const { ended, corrections, poll } = polling(states)
    await poll()
    expect(ended).toEqual([])
    await poll()
    expect(ended).toEqual(['a'])
    expect(corrections).toEqual(['unpublished'])
  })

  it('goes on while one of its recordings gets media, and ends at once when none does any more', async () => {
    const { known, ended, corrections, poll } = polling(['interrupted', 'recording'])
    for (let n = 0; n < 5; n += 1) await poll()
    expect(ended).toEqual([])
    expect(corrections).toEqual([])
    known.set('r1', 'interrupted')
    await poll()
    expect(ended).toEqual(['a'])
  })
})
