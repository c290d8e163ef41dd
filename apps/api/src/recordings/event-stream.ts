import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { isFinal } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { createBell } from '../bell.ts'

/** Silence after which a comment is sent, so that proxies keep the connection; also the longest a lost wake-up waits. */
const heartbeatMs = 15_000
/** A reader that takes nothing for this long is gone. */
const stalledMs = 30_000
const pageLimit = 100

type Entry = { entryId: string; event: { type: string } }

/** One event in the format of server-sent events (HTML standard, section 9.2.6). */
const frameOf = ({ entryId, event }: Entry): string =>
  `id: ${entryId}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** Writes and waits until the reader has taken enough; nothing is piled up for a slow one. */
const write = async (response: ServerResponse, text: string, ended: AbortSignal): Promise<void> => {
  if (response.write(text)) return
  const signal = AbortSignal.any([ended, AbortSignal.timeout(stalledMs)])
  await once(response, 'drain', { signal })
}

const sendNews = async (
  { store }: ApiContext,
  { response, recordingId, ended }: StreamTarget,
  afterId: string | null,
): Promise<{ lastId: string | null; isOver: boolean }> => {
  let lastId = afterId
  for (;;) {
    // read before the events: the last event is written together with the final state
    const recording = await store.recordings.get(recordingId)
    const entries = await store.events.list(recordingId, lastId, pageLimit)
    for (const entry of entries) await write(response, frameOf(entry), ended)
    lastId = entries.at(-1)?.entryId ?? lastId
    if (entries.length === 0)
      return { lastId, isOver: recording === null || isFinal(recording.state) }
  }
}

type StreamTarget = {
  response: ServerResponse
  recordingId: string
  /** Aborted when the reader has gone or the API closes. */
  ended: AbortSignal
}

/**
 * Sends the events of a recording after `afterId` and goes on until the final one is sent, the reader is gone or
 * the API closes. A reader that comes back gives the last id that it saw and misses nothing.
 */
export const streamEvents = async (
  context: ApiContext,
  target: StreamTarget,
  afterId: string | null,
): Promise<void> => {
  const bell = createBell()
  const { recordingId, response, ended } = target
  ended.addEventListener('abort', bell.ring, { once: true })
  const release = await context.store.events.watch(recordingId, bell.ring)
  try {
    let lastId = afterId
    while (!ended.aborted) {
      const news = await sendNews(context, target, lastId)
      lastId = news.lastId
      if (news.isOver) return
      if (!(await bell.wait(heartbeatMs))) await write(response, ': still here\n\n', ended)
    }
  } finally {
    ended.removeEventListener('abort', bell.ring)
    await release()
  }
}
