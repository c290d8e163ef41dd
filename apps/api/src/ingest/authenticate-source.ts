import { createHash, timingSafeEqual } from 'node:crypto'
import { TapedeckError } from '@tapedeck/contracts'
import type { IngestKind, StoredSource } from '@tapedeck/domain'
import type { SourceStore } from '@tapedeck/store'
import type { FastifyRequest } from 'fastify'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const passwordOf = (credentials: string): string | null => {
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? null : text.slice(colon + 1)
}

const secretOfHeader = (header: string | undefined): string | null => {
  const [, scheme = '', credentials = ''] = /^(Bearer|Basic) +(\S+) *$/i.exec(header ?? '') ?? []
  if (scheme === '') return null
  return scheme.toLowerCase() === 'bearer' ? credentials : passwordOf(credentials)
}

const queryText = (request: FastifyRequest, name: string): string | null => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Some servers can put a secret into a URL only; then it stands in the query. */
const secretOf = (request: FastifyRequest): string | null =>
  queryText(request, 'secret') ?? secretOfHeader(request.headers.authorization)

const denied = (): TapedeckError =>
  new TapedeckError('INGEST_DENIED', {
    detail:
      'Send the id of a source as "source" in the query, and its secret as "secret" in the query, as a bearer token or as the password of Basic authentication.',
  })

/** Longer ones are none of ours. */
const maxSourceIdLength = 64

/**
 * The source that a notification comes from, by its id and its secret. Reads the store each time, so that a secret that was
 * renewed stops to work at once.
 * @throws TapedeckError INGEST_DENIED, the same for a source that is not there; INPUT_INVALID for a source of another kind
 */
export const authenticateSource = async (
  sources: Pick<SourceStore, 'get'>,
  request: FastifyRequest,
  kind: IngestKind,
): Promise<StoredSource> => {
  const id = queryText(request, 'source')
  const secret = secretOf(request)
  if (id === null || id.length > maxSourceIdLength || secret === null) throw denied()
  const source = await sources.get(id)
  const expected = source === null ? digest('') : Buffer.from(source.secretHash, 'hex')
  // digests have one length, so the comparison tells nothing about the secret
  const isRight = timingSafeEqual(digest(secret), expected)
  if (source === null || !isRight) throw denied()
  if (source.kind !== kind)
    throw new TapedeckError('INPUT_INVALID', {
      detail: `kind: the source is for ${source.kind}`,
      problems: [{ field: 'kind', message: 'is not that of the source', allowed: [source.kind] }],
    })
  return source
}
