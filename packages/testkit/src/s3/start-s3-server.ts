import { containerS3, hasS3Image } from './container-s3.ts'
import { startEmbeddedS3 } from './embedded-s3.ts'
import { givenS3 } from './given-s3.ts'
import { localS3, localS3Problem } from './local-s3.ts'
import type { S3Server } from './s3-server.ts'

/** True when `startS3Server` gives more than the embedded server, so that all of S3 can be tested. */
export const hasRealS3 = async (): Promise<boolean> =>
  process.env.TAPEDECK_TEST_S3_ENDPOINT !== undefined ||
  (await hasS3Image()) ||
  (await localS3Problem()) === null

/**
 * An S3 server with an empty bucket: the one the environment names (TAPEDECK_TEST_S3_…), else a container where a
 * Docker engine holds the image, else local processes, else the embedded one with a word on what it leaves untested.
 */
export const startS3Server = async (): Promise<S3Server> => {
  const ready = (await givenS3(process.env)) ?? (await containerS3())
  if (ready !== null) return ready
  const problem = await localS3Problem()
  if (problem === null) return localS3()
  process.stderr.write(
    `testkit: no real S3 server here (${problem}). The embedded one stands in: aborting and listing uploads, ` +
      'listing parts, batch deletes and refused credentials are not tested. Name a server by TAPEDECK_TEST_S3_ENDPOINT.\n',
  )
  return startEmbeddedS3()
}
