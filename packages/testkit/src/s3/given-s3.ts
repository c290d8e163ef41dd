import type { S3Access, S3Server } from './s3-server.ts'
import { createTestBucket, removeTestBucket } from './test-bucket.ts'

/**
 * The server that the environment names, or null: TAPEDECK_TEST_S3_ENDPOINT, _REGION, _ACCESS_KEY_ID,
 * _SECRET_ACCESS_KEY, and _BUCKET when the tests may not make buckets (it is then left as it is).
 */
export const givenS3 = async (env: NodeJS.ProcessEnv): Promise<S3Server | null> => {
  const endpoint = env.TAPEDECK_TEST_S3_ENDPOINT
  if (endpoint === undefined) return null
  const access: S3Access = {
    endpoint,
    region: env.TAPEDECK_TEST_S3_REGION ?? 'us-east-1',
    accessKeyId: env.TAPEDECK_TEST_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.TAPEDECK_TEST_S3_SECRET_ACCESS_KEY ?? '',
  }
  const existing = env.TAPEDECK_TEST_S3_BUCKET
  const bucket = existing ?? (await createTestBucket(access))
  return {
    kind: 'given',
    ...access,
    forcePathStyle: true,
    bucket,
    stop: async () => {
      if (existing === undefined) await removeTestBucket(access, bucket)
    },
  }
}
