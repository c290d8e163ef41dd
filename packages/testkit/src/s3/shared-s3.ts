import type { S3Server } from './s3-server.ts'
import { startS3Server } from './start-s3-server.ts'

/**
 * Vitest's global set-up: one S3 server for a whole run, in which each test file gets a bucket of its own. Starting
 * one per file would cost more than many of the tests. Does nothing when the environment names a server already, as
 * it does after the first of several projects has come here.
 */
export const setup = async (): Promise<() => Promise<void>> => {
  if (process.env.TAPEDECK_TEST_S3_ENDPOINT !== undefined) return async () => undefined
  const server: S3Server = await startS3Server()
  // the embedded server has one bucket and cannot make more
  if (server.kind === 'embedded') {
    await server.stop()
    return async () => undefined
  }
  process.env.TAPEDECK_TEST_S3_ENDPOINT = server.endpoint
  process.env.TAPEDECK_TEST_S3_REGION = server.region
  process.env.TAPEDECK_TEST_S3_ACCESS_KEY_ID = server.accessKeyId
  process.env.TAPEDECK_TEST_S3_SECRET_ACCESS_KEY = server.secretAccessKey
  return () => server.stop()
}
