import { z } from 'zod'
import type { PublishedStream } from '../ingest-event.ts'
import type { ServerQuestion } from '../server-question.ts'
import { hostOfUrl, urlField } from '../stream-fields.ts'
import { askJson } from './ask-json.ts'

/** Publishers whose domain is asked for at a time; the others have their turn at later polls. */
const maxClientsAsked = 100

/** What is remembered of a source's publishers. */
type Remembered = {
  /** Of those that were listed last. */
  domains: ReadonlyMap<string, string>
  /** Where among those that are not known the next poll begins: some may never be told of. */
  begin: number
}

/** Domains of publishers by source. */
export type SrsPublishers = Map<string, Remembered>

const clientSchema = z.object({
  code: z.literal(0),
  client: z.object({ tcUrl: urlField, publish: z.boolean() }),
})

/** The host that a publisher called, as its notification said; a stream's own tcUrl is that of whoever came first. */
const domainOfClient = async (question: ServerQuestion, id: string): Promise<string | null> => {
  try {
    const path = `/api/v1/clients/${encodeURIComponent(id)}`
    return hostOfUrl((await askJson(question, clientSchema, path)).client.tcUrl)
  } catch {
    // gone meanwhile: the next poll sees
    return null
  }
}

/** Ids may come again after a restart of the server, but hardly for the same stream. */
const keyOf = ({ publicationId, app, stream }: PublishedStream): string =>
  JSON.stringify([publicationId, app, stream])

/**
 * The streams with the domains that their publishers called, for those of which the list says none. What is known is not asked for
 * again: the address that a client called does not change.
 * @param question asks the server itself, not its list of streams
 */
export const withDomains = async (
  question: ServerQuestion,
  streams: PublishedStream[],
  sourceId: string,
  publishers: SrsPublishers,
): Promise<PublishedStream[]> => {
  const former = publishers.get(sourceId)
  const domains = new Map<string, string>()
  const open: { key: string; id: string }[] = []
  for (const stream of streams) {
    if (stream.domain !== null || stream.publicationId === null) continue
    const key = keyOf(stream)
    const known = former?.domains.get(key)
    if (known === undefined) open.push({ key, id: stream.publicationId })
    else domains.set(key, known)
  }
  const begin = open.length === 0 ? 0 : (former?.begin ?? 0) % open.length
  const turn = [...open.slice(begin), ...open.slice(0, begin)].slice(0, maxClientsAsked)
  let failed = 0
  for (const { key, id } of turn) {
    const domain = await domainOfClient(question, id)
    if (domain === null) failed += 1
    else domains.set(key, domain)
  }
  // those that were found are not among them next time
  publishers.set(sourceId, { domains, begin: begin + failed })
  return streams.map((stream) =>
    stream.domain === null ? { ...stream, domain: domains.get(keyOf(stream)) ?? null } : stream,
  )
}
