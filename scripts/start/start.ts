/**
 * `npm start`: the whole Tapedeck on this machine, left running until Ctrl-C. Servers that the environment names
 * (TAPEDECK_REDIS_URL, TAPEDECK_S3_BUCKET or TAPEDECK_FILESYSTEM_DIR) are used; the others are started here, with
 * their data in .tapedeck/.
 */
import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePortNear, startApp, startEmbeddedS3, startNodeMediaServer } from '@tapedeck/testkit'
import { Cleanup } from '../cleanup.ts'
import { startKeptRedis } from './kept-redis.ts'

const home = join(import.meta.dirname, '../../.tapedeck')
const apps = ['api', 'notifier', 'reconciler', 'recorder'] as const

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** The administrator's key of this installation: made once, readable by its owner only. */
const apiKey = async (): Promise<string> => {
  const file = join(home, 'api-key')
  if (!existsSync(file))
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}

const given = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[0].startsWith('TAPEDECK_') && entry[1] !== undefined,
    ),
  )

const withServers = async (cleanup: Cleanup): Promise<Record<string, string>> => {
  const env = given()
  env.TAPEDECK_API_KEY ??= await apiKey()
  env.TAPEDECK_SPOOL_DIR ??= join(home, 'spool')
  if (env.TAPEDECK_REDIS_URL === undefined) {
    const redis = await startKeptRedis(join(home, 'redis'))
    cleanup.add(() => redis.stop())
    env.TAPEDECK_REDIS_URL = redis.url
  }
  if (env.TAPEDECK_S3_BUCKET === undefined && env.TAPEDECK_FILESYSTEM_DIR === undefined) {
    const s3 = await startEmbeddedS3({
      directory: join(home, 'objects'),
      port: await freePortNear(9000),
    })
    cleanup.add(() => s3.stop())
    env.TAPEDECK_S3_ENDPOINT = s3.endpoint
    env.TAPEDECK_S3_REGION = s3.region
    env.TAPEDECK_S3_ACCESS_KEY_ID = s3.accessKeyId
    env.TAPEDECK_S3_SECRET_ACCESS_KEY = s3.secretAccessKey
    env.TAPEDECK_S3_BUCKET = s3.bucket
    say(`S3 server       ${s3.endpoint}/${s3.bucket} (objects in .tapedeck/objects)`)
  }
  return env
}

const run = async (cleanup: Cleanup): Promise<void> => {
  await mkdir(join(home, 'logs'), { recursive: true })
  const env = await withServers(cleanup)
  const rtmp = await startNodeMediaServer({ port: await freePortNear(1935) })
  cleanup.add(() => rtmp.stop())
  say(
    `RTMP server     ${rtmp.url('live', 'NAME')} (publish and record here, or record from anywhere)`,
  )
  env.TAPEDECK_API_PORT ??= String(await freePortNear(8080))
  const ended: Promise<string>[] = []
  for (const app of apps) {
    const log = createWriteStream(join(home, 'logs', `${app}.log`), { flags: 'a' })
    cleanup.add(async () => void log.end())
    const started = await startApp(app, env, {
      onOutput: (chunk) => void log.write(chunk),
      detached: true,
      // files that are still going up are waited for
      stopTimeoutMs: 120_000,
    })
    cleanup.add(() => started.stop())
    ended.push(started.exited.then(() => app))
  }
  const api = `http://127.0.0.1:${env.TAPEDECK_API_PORT}`
  say(`API             ${api} (readable at ${api}/docs)`)
  say(`Console         ${api}/console/ (sign in with the key)`)
  say(
    `API key         ${given().TAPEDECK_API_KEY === undefined ? 'in .tapedeck/api-key' : 'as given'}`,
  )
  say('Logs            .tapedeck/logs/')
  say('Ctrl-C ends everything; running recordings are closed cleanly and go on at the next start.')
  const stopped = new Promise<string>((resolve) => {
    process.once('SIGINT', () => resolve('SIGINT'))
    process.once('SIGTERM', () => resolve('SIGTERM'))
  })
  const why = await Promise.race([stopped, ...ended])
  if (!why.startsWith('SIG')) {
    process.exitCode = 1
    say(`${why} has ended; see .tapedeck/logs/${why}.log`)
  }
  say('Ending ...')
}

const cleanup = new Cleanup()
try {
  await run(cleanup)
} catch (error) {
  process.exitCode = 1
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
} finally {
  await cleanup.run()
}
