/** Media servers whose notifications are understood; `generic` is our own format, for all others. */
export const ingestKinds = [
  'srs',
  'nginx-rtmp',
  'mediamtx',
  'node-media-server',
  'generic',
] as const
export type IngestKind = (typeof ingestKinds)[number]

/** A media server that tells of its streams. */
export type IngestSource = {
  name: string
  kind: IngestKind
  /** The domain of its streams; null takes what the notification says (vhost, host of tcUrl). */
  domain: string | null
  /** Where the server's own API is asked for what a lost notification would have told; null asks nothing. */
  poll: {
    url: string
    intervalSeconds: number
    /** Basic credentials; never shown. */
    user: string | null
    password: string | null
  } | null
}

/** `secretHash` is the SHA-256 (hex) of the secret, which is shown once. */
export type StoredSource = IngestSource & {
  id: string
  secretHash: string
  createdAtMs: number
  updatedAtMs: number
}
