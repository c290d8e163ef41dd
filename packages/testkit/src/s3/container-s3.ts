import { hasImage, loadTestcontainers } from '../docker-engine.ts'
import type { S3Access, S3Server } from './s3-server.ts'
import { firstTestBucket } from './test-bucket.ts'

/** Built by `s3-server.sh image`; no registry has it. */
const image = 'tapedeck/s3-ceph:forky'
const s3Port = 9000
const accessKeyId = 'S3TESTACCESSKEY00001'
const secretAccessKey = 's3testsecretkey000000000000000000000001'

/** True when a Docker engine answers and holds the image. */
export const hasS3Image = (): Promise<boolean> => hasImage(image)

/** The server in a container, or null where there is no engine with the image. */
export const containerS3 = async (): Promise<S3Server | null> => {
  if (!(await hasS3Image())) return null
  const { GenericContainer, Wait } = await loadTestcontainers()
  const container = await new GenericContainer(image)
    .withEnvironment({ ACCESS: accessKeyId, SECRET: secretAccessKey })
    .withExposedPorts(s3Port)
    .withWaitStrategy(Wait.forLogMessage(/READY/))
    .start()
  const access: S3Access = {
    endpoint: `http://${container.getHost()}:${container.getMappedPort(s3Port)}`,
    region: 'us-east-1',
    accessKeyId,
    secretAccessKey,
  }
  const stop = async (): Promise<void> => {
    await container.stop()
  }
  return {
    kind: 'container',
    ...access,
    forcePathStyle: true,
    bucket: await firstTestBucket(access, stop),
    stop,
  }
}
