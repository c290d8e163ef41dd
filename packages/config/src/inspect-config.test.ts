import { expect, it } from 'vitest'
import { inspectConfig } from './inspect-config.ts'

const env = {
  TAPEDECK_API_KEY: 'k-0123456789',
  TAPEDECK_S3_BUCKET: 'recordings',
  TAPEDECK_S3_ENDPOINT: 'http://s3.test:9000',
}

it('reads a whole configuration', () => {
  expect(inspectConfig(env)).toMatchObject({
    problems: [],
    apiUrl: 'http://127.0.0.1:8080',
    ffmpegPath: 'ffmpeg',
    storage: { default: 's3', s3: { endpoint: 'http://s3.test:9000' } },
  })
})

it('tells each problem once, with the apps that it stops', () => {
  const { problems } = inspectConfig({ TAPEDECK_S3_BUKET: 'x', TAPEDECK_SPOOL_SYNC_MS: '-1' })
  const told = problems.map(({ variable, apps }) => `${variable}: ${apps.join(' ')}`)
  expect(told).toEqual([
    'TAPEDECK_S3_BUKET: api recorder notifier reconciler',
    'TAPEDECK_API_KEY: api',
    'TAPEDECK_S3_BUCKET: api recorder',
    'TAPEDECK_SPOOL_SYNC_MS: recorder',
    'TAPEDECK_WEBHOOK_SECRET: notifier',
  ])
})

it('tells the problems of the apps that run here alone', () => {
  expect(inspectConfig({ TAPEDECK_S3_BUCKET: 'recordings' }, ['recorder']).problems).toEqual([])
})

it('reads what is right beside what is wrong, and no default in place of it', () => {
  const wrong = {
    ...env,
    TAPEDECK_S3_ENDPOINT: 's3.test:9000',
    TAPEDECK_REDIS_URL: 'localhost',
    TAPEDECK_SPOOL_DIR: '/spool',
    TAPEDECK_UNKNOWN: '1',
  }
  expect(inspectConfig(wrong)).toMatchObject({
    storage: null,
    redisUrl: null,
    spoolDirectory: '/spool',
  })
})

it('connects to this host where the API listens on all its addresses', () => {
  expect(inspectConfig({ ...env, TAPEDECK_API_HOST: '0.0.0.0' }).apiUrl).toBe(
    'http://127.0.0.1:8080',
  )
  expect(inspectConfig({ ...env, TAPEDECK_API_HOST: '::' }).apiUrl).toBe('http://[::1]:8080')
  expect(inspectConfig({ ...env, TAPEDECK_API_PORT: 'http' }).apiUrl).toBeNull()
})

it('takes the address that the command line is told before that of the services', () => {
  const url = (TAPEDECK_URL: string) => inspectConfig({ ...env, TAPEDECK_URL })
  expect(url('https://tapes.test/')).toMatchObject({ problems: [], apiUrl: 'https://tapes.test' })
  expect(url('tapes.test')).toMatchObject({ problems: [{ apps: [] }], apiUrl: null })
})
