import type { Publication, StoredSource, StreamName } from '@tapedeck/domain'
import { isPublicationOf, type PublishedStream, type ServerStreams } from '@tapedeck/ingest'

/** A stream that the store has as published by the source. */
export type LiveOfSource = { stream: StreamName; publication: Publication }

/** What a poll shows to be wrong in the store. */
export type Differences = {
  /** On the server, not in the store. */
  unknown: { stream: StreamName; found: PublishedStream }[]
  /** Published by another client than the store has; seen twice. */
  replaced: { stream: StreamName; found: PublishedStream }[]
  /** In the store, not on the server; seen twice. */
  gone: LiveOfSource[]
  /** On the server, under a name that cannot be known: neither the source nor the server says of which domain. */
  nameless: number
  /** What was seen once, for the next poll. */
  seen: ReadonlySet<string>
}

const domainOf = (source: StoredSource, found: PublishedStream): string | null =>
  source.domain ?? found.domain

/** True for the same name; a server that names no domain has one stream of a name. */
const isNamedAs = (
  source: StoredSource,
  found: PublishedStream,
  { domain, app, stream }: StreamName,
): boolean =>
  found.app === app && found.stream === stream && (domainOf(source, found) ?? domain) === domain

const isOfClient = (source: StoredSource, found: PublishedStream, live: LiveOfSource): boolean =>
  isPublicationOf(live.publication, source.id, found.publicationId)

const candidatesFor = (
  source: StoredSource,
  found: PublishedStream,
  live: readonly LiveOfSource[],
): LiveOfSource[] => {
  const named = live.filter(({ stream }) => isNamedAs(source, found, stream))
  if (named.length > 0 || found.hasExactName || found.publicationId === null) return named
  return live.filter((one) => one.stream.app === found.app && isOfClient(source, found, one))
}

const keyOf = (what: string, { stream, publication }: LiveOfSource, client: string | null) =>
  JSON.stringify([what, stream.domain, stream.app, stream.stream, publication.id, client])

/**
 * Compares what a server lists with what the store has of its source. A notification may have come while the server
 * answered: what takes something away from the store counts only when two polls in a row show it.
 * @param before `seen` of the poll before, empty after one that failed
 */
export const compareStreams = (
  source: StoredSource,
  server: ServerStreams,
  live: readonly LiveOfSource[],
  before: ReadonlySet<string>,
): Differences => {
  const seen = new Set<string>()
  const isSeenTwice = (key: string): boolean => {
    seen.add(key)
    return before.has(key)
  }
  const matched = new Set<LiveOfSource>()
  const differences: Differences = { unknown: [], replaced: [], gone: [], nameless: 0, seen }
  for (const found of server.streams) {
    const candidates = candidatesFor(source, found, live)
    const same = candidates.find((one) => isOfClient(source, found, one))
    const [first, ...others] = same === undefined ? candidates : [same]
    const domain = domainOf(source, found)
    if (first === undefined) {
      if (domain === null || !found.hasExactName) differences.nameless += 1
      else
        differences.unknown.push({
          stream: { domain, app: found.app, stream: found.stream },
          found,
        })
      continue
    }
    for (const one of [first, ...others]) matched.add(one)
    // of several streams of one name it cannot be said which one is meant
    if (same !== undefined || others.length > 0) continue
    if (isSeenTwice(keyOf('replaced', first, found.publicationId)))
      differences.replaced.push({ stream: first.stream, found })
  }
  if (!server.isComplete) return differences
  for (const one of live)
    if (!matched.has(one) && isSeenTwice(keyOf('gone', one, null))) differences.gone.push(one)
  return differences
}
