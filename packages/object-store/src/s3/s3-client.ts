import { S3Client } from '@aws-sdk/client-s3'
import type { TapedeckError } from '@tapedeck/contracts'
import { RequestPacer } from './request-pacer.ts'
import { type CredentialsSource, openCredentials, type S3Credentials } from './s3-credentials.ts'
import { type TriedRequest, watchRequests } from './watch-requests.ts'

/** How to reach an S3 service. */
export type S3Connection = {
  /** Base URL of the service; null for Amazon S3 itself. */
  endpoint: string | null
  region: string
  forcePathStyle: boolean
  /** All parts of an upload but the last must have one size (Cloudflare R2); false by default. */
  equalParts?: boolean
  /** A pair that never changes. Without it and without a file the keys come from AWS's default chain. */
  accessKeyId?: string | undefined
  secretAccessKey?: string | undefined
  /** A file with the keys that is replaced when they are: JSON of a credential_process, or an AWS profile. */
  credentialsFile?: string | undefined
  /** Keys that somebody else keeps; they go before all others. */
  credentials?: S3Credentials | undefined
  /** Tries of one request inside the SDK, the first included (2). Longer waits are the caller's business. */
  attempts?: number
  /** Milliseconds without progress on the connection after which a request has failed (90 000). */
  idleTimeoutMs?: number
  /** Told of each try of a request, those that the SDK makes again included. */
  onRequestTried?: ((tried: TriedRequest) => void) | undefined
  /** Told when new keys cannot be read; requests go on with the old ones. */
  onCredentialsProblem?: ((error: TapedeckError) => void) | undefined
}

/**
 * Milliseconds for the TCP handshake. It counts from the request, so a request that waited longer for a free socket
 * would fail by it: there must be more sockets than requests.
 */
const connectTimeoutMs = 5000

/**
 * Progress is seen as far as the kernel's send buffer, usually up to 4 MiB: the end of a body leaves it unseen. This is
 * long enough for that at 50 kB/s, the share of one of 16 requests on a line of 1 MB/s.
 */
const idleTimeoutMs = 90_000

/**
 * Sockets to one service. The recorder's limit of requests (16) may hold two parts each, copies and deletions come
 * on top; sockets are opened only when needed.
 */
const maxSockets = 256

/** Requests at once when the service does not ask for fewer; below `maxSockets`, see there. */
const maxRequests = 192

const sourceOf = (connection: S3Connection): CredentialsSource => {
  const { accessKeyId, secretAccessKey, credentialsFile, region } = connection
  if (credentialsFile !== undefined) return { kind: 'file', path: credentialsFile }
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { kind: 'keys', credentials: { accessKeyId, secretAccessKey } }
  return { kind: 'chain', region }
}

const monotonic = (): number => performance.now()

/**
 * The one place where an S3 client is made. A request has no total time limit, for a slow line is no fault; it fails
 * when nothing moves on its connection for `idleTimeoutMs`.
 */
export const createS3Client = (connection: S3Connection): S3Client => {
  const credentials =
    connection.credentials ??
    openCredentials(sourceOf(connection), {
      monotonic,
      onProblem: (error) => connection.onCredentialsProblem?.(error),
    })
  const client = new S3Client({
    region: connection.region,
    forcePathStyle: connection.forcePathStyle,
    // `memoized` keeps the SDK from remembering the first keys for ever: it asks for each request
    credentials: Object.assign(() => credentials.get(), { memoized: true }),
    maxAttempts: connection.attempts ?? 2,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      socketTimeout: connection.idleTimeoutMs ?? idleTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
    ...(connection.endpoint === null
      ? {}
      : {
          endpoint: connection.endpoint,
          // many services besides Amazon's refuse or ignore the checksum headers and trailers the SDK adds by default
          requestChecksumCalculation: 'WHEN_REQUIRED' as const,
          responseChecksumValidation: 'WHEN_REQUIRED' as const,
        }),
  })
  const pacer = new RequestPacer({ maxAtOnce: maxRequests, monotonic })
  watchRequests(client, {
    pacer,
    monotonic,
    onRefused: () => credentials.refused(),
    onTried: (tried) => connection.onRequestTried?.(tried),
  })
  const destroy = client.destroy.bind(client)
  client.destroy = () => {
    pacer.close()
    destroy()
  }
  return client
}
