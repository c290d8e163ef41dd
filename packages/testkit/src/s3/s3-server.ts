/** An S3 server of a test, with an empty bucket in it. */
export type S3Server = {
  kind: 'given' | 'container' | 'local' | 'embedded'
  endpoint: string
  region: string
  forcePathStyle: true
  accessKeyId: string
  secretAccessKey: string
  bucket: string
  /** Ends the server, or empties the bucket of a server that was given. */
  stop(): Promise<void>
}

/** How to reach a running server. */
export type S3Access = Pick<S3Server, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>
