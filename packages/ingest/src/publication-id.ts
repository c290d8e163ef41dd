import { createHash } from 'node:crypto'
import type { IngestKind, Publication } from '@tapedeck/domain'
import type { PublishedStream, StreamEvent } from './ingest-event.ts'
import { notificationFormats } from './notification-formats.ts'

const plainId = /^[A-Za-z0-9._-]{1,128}$/

/** The server's id, or its hash when it holds what could be taken for our own separators. */
const clientOf = (id: string): string =>
  plainId.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32)

const unknownClient = ''

/** `<source>:<client>`, and `@<time>` when one client may publish the same stream several times. */
const publicationId = (sourceId: string, client: string, atMs: number | null): string =>
  `${sourceId}:${client}${atMs === null ? '' : `@${atMs.toString(36)}`}`

/** True when a running publication is that of a client of the source; a client without an id is taken for the one that runs. */
export const isPublicationOf = (
  running: Publication,
  sourceId: string,
  clientId: string | null,
): boolean => {
  if (running.sourceId !== sourceId) return false
  if (clientId === null) return true
  return running.id.split('@')[0] === publicationId(sourceId, clientOf(clientId), null)
}

const publicationOf = (
  id: string,
  { sourceId, nowMs }: { sourceId: string; nowMs: number },
  stream: Pick<StreamEvent, 'codec' | 'videoKbps'> & { args?: Record<string, string> },
): Publication => ({
  id,
  sourceId,
  publishedAtMs: nowMs,
  codec: stream.codec,
  videoKbps: stream.videoKbps,
  args: stream.args ?? {},
})

/**
 * The publication that a notification tells of. Told twice, it is the same one; a client that publishes again begins
 * another one. Servers that give ids to other clients later never tell twice, so that theirs is always another one.
 * @param running what is known of the stream
 */
export const toldPublication = (
  event: StreamEvent,
  source: { id: string; kind: IngestKind },
  running: Publication | null,
  nowMs: number,
): Publication => {
  const { reusesIds } = notificationFormats[source.kind]
  const isTold =
    !reusesIds && running !== null && isPublicationOf(running, source.id, event.publicationId)
  if (isTold) return running
  const client = event.publicationId === null ? unknownClient : clientOf(event.publicationId)
  const id = publicationId(source.id, client, nowMs)
  return publicationOf(id, { sourceId: source.id, nowMs }, event)
}

/**
 * The publication of a stream that the server's API lists, and that no notification told of. Whoever asks the server at
 * the same time makes the same id, if the server tells one.
 */
export const foundPublication = (
  stream: PublishedStream,
  sourceId: string,
  nowMs: number,
): Publication => {
  const { publicationId: clientId } = stream
  const id =
    clientId === null
      ? publicationId(sourceId, unknownClient, nowMs)
      : publicationId(sourceId, clientOf(clientId), null)
  return publicationOf(id, { sourceId, nowMs }, stream)
}
