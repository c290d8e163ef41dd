import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// @ts-expect-error s3rver has no types
import S3rver from 's3rver'
import { freePort } from '../free-port.ts'
import type { S3Server } from './s3-server.ts'

/** The part of s3rver that is used. */
type Server = {
  run(): Promise<unknown>
  close(): Promise<void>
  httpServer: { closeAllConnections(): void }
}
type ServerOptions = {
  address: string
  port: number
  directory: string
  silent: boolean
  vhostBuckets: boolean
  configureBuckets: { name: string }[]
}

export type EmbeddedS3Options = {
  /** Kept after `stop()`; without it a temporary directory, which is removed. */
  directory?: string
  /** A free one by default. */
  port?: number
  bucket?: string
}

/**
 * An S3 server inside this process, from npm: for the demo and for machines without a real one.
 * It stores, copies and assembles objects, but cannot list parts or uploads, cannot abort an upload, and checks no
 * signature. Its key pair is fixed.
 */
export const startEmbeddedS3 = async (options: EmbeddedS3Options = {}): Promise<S3Server> => {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'tapedeck-s3rver-')))
  await mkdir(directory, { recursive: true })
  const port = options.port ?? (await freePort())
  const bucket = options.bucket ?? 'recordings'
  const serverOptions: ServerOptions = {
    address: '127.0.0.1',
    port,
    directory,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  }
  const server = new (S3rver as new (options: ServerOptions) => Server)(serverOptions)
  await server.run()
  return {
    kind: 'embedded',
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    bucket,
    stop: async () => {
      const closed = server.close()
      server.httpServer.closeAllConnections()
      await closed
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true })
    },
  }
}
