import { isTapedeckError } from '@tapedeck/contracts'
import type { StreamControl } from '@tapedeck/control'
import type { StoredSource, StreamName } from '@tapedeck/domain'
import { foundPublication, type PublishedStream, type ServerPoller } from '@tapedeck/ingest'
import { eachPage, type Store, type StreamStore } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { compareStreams, type LiveOfSource } from './compare-streams.ts'
import type { IngestPollMetrics, PollCorrection } from './ingest-poll-metrics.ts'

export type PollDeps = {
  store: Pick<Store, 'sources' | 'streams' | 'recordings'>
  control: Pick<StreamControl, 'publish' | 'unpublish'>
  poller: ServerPoller
  metrics: IngestPollMetrics
  log: Logger
  /** Wall time in milliseconds. */
  clock: () => number
}

const liveOf = async (streams: StreamStore, source: StoredSource): Promise<LiveOfSource[]> => {
  const live: LiveOfSource[] = []
  const filter = { domain: source.domain, app: null, phases: null, isLive: true }
  for await (const items of eachPage((page) => streams.list(filter, page)))
    for (const { stream, publication } of items)
      if (publication?.sourceId === source.id) live.push({ stream, publication })
  return live
}

/**
 * A stream that was listed: published, unless somebody told of it meanwhile. One that another source has published is
 * that source's; one that ended after the question was asked had been listed before.
 */
const publishUnknown = async (
  { store, control, clock }: PollDeps,
  source: StoredSource,
  { stream, found }: { stream: StreamName; found: PublishedStream },
  askedAtMs: number,
): Promise<boolean> => {
  const record = await store.streams.get(stream)
  if (record !== null && record.publication !== null) return false
  if ((record?.unpublishedAtMs ?? Number.NEGATIVE_INFINITY) >= askedAtMs) return false
  await control.publish(stream, foundPublication(found, source.id, clock()))
  return true
}

/** Whether a recorder gets media of the stream, by its record as it is now. */
const isRecorded = async (
  { streams, recordings }: PollDeps['store'],
  stream: StreamName,
): Promise<boolean> => {
  const driven = (await streams.get(stream))?.recordings ?? []
  const found = await Promise.all(driven.map(({ recordingId }) => recordings.get(recordingId)))
  return found.some((recording) => recording?.state === 'recording')
}

/**
 * A stream that was not listed: over, unless it is recorded. The page of nginx-rtmp is that of the worker that answers, and
 * streams of the others are not on it, also those of a worker that a reload is replacing; who gets the media knows better. The
 * recording is interrupted when it gets none, and a later poll ends the stream then.
 */
const endMissing = async (
  { store, control }: PollDeps,
  { stream, publication }: LiveOfSource,
): Promise<boolean> => {
  if (await isRecorded(store, stream)) return false
  await control.unpublish(stream, publication.id)
  return true
}

/** Errors of Redis show what was written, arguments of publishers included: only ours are logged in full. */
const describe = (error: unknown): string => {
  if (isTapedeckError(error)) return error.message
  return error instanceof Error ? error.name : 'unknown'
}

/** One correction; what fails is tried again by the next poll, which sees it again. */
const correct = async (
  { metrics, log }: PollDeps,
  source: StoredSource,
  stream: StreamName,
  correction: PollCorrection,
  work: () => Promise<boolean>,
): Promise<void> => {
  const facts = { sourceId: source.id, ...stream, correction }
  try {
    if (!(await work())) return
    metrics.corrected(source.kind, correction)
    log.warn(facts, 'a poll set right what no notification told')
  } catch (error) {
    log.warn({ ...facts, reason: describe(error) }, 'a stream could not be set right')
  }
}

/**
 * Asks the server of a source once, and sets right what differs. Done twice at the same time, it changes nothing more.
 * @param before what the poll before saw, empty after one that failed
 * @returns what this poll saw
 * @throws Error when the server cannot be asked; TapedeckError REDIS_UNAVAILABLE
 */
export const pollSource = async (
  deps: PollDeps,
  source: StoredSource,
  before: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  const { store, control, poller, log, clock } = deps
  const askedAtMs = clock()
  const server = await poller.ask(source, signal)
  if (server === null) return before
  const live = await liveOf(store.streams, source)
  const { unknown, replaced, gone, nameless, seen } = compareStreams(source, server, live, before)
  if (!server.isComplete || nameless > 0)
    log.warn(
      { sourceId: source.id, isComplete: server.isComplete, nameless },
      'a poll could not attribute every stream',
    )
  for (const one of unknown)
    await correct(deps, source, one.stream, 'published', () =>
      publishUnknown(deps, source, one, askedAtMs),
    )
  for (const { stream, found } of replaced)
    await correct(deps, source, stream, 'replaced', async () => {
      await control.publish(stream, foundPublication(found, source.id, clock()))
      return true
    })
  for (const one of gone)
    await correct(deps, source, one.stream, 'unpublished', () => endMissing(deps, one))
  return seen
}
