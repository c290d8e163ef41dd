import {
  type AppName,
  type Environment,
  type InspectedConfig,
  inspectConfig,
} from '@tapedeck/config'
import { apiAnswers } from './api-answers.ts'
import { checkApi } from './check-api.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkPrograms } from './check-ffmpeg.ts'
import { checkReceivers } from './check-receivers.ts'
import { checkRedis } from './check-redis.ts'
import { checkRegisteredStorages } from './check-registered-storages.ts'
import { checkSealedSecrets } from './check-sealed-secrets.ts'
import { checkSpool } from './check-spool.ts'
import { checkStorage } from './check-storage.ts'
import { checkStorageClock } from './check-storage-clock.ts'
import { failureText } from './failure-text.ts'
import { type CheckName, type Finding, problem, skipped } from './finding.ts'

export type ExamineOptions = {
  /** That of the services. */
  env: Environment
  /** Those that run here; what only others use is not looked at. */
  apps: readonly AppName[]
  /** Address of the API; null for that of the environment. */
  apiUrl: string | null
  /** Key for the API; null for that of the environment. */
  apiKey: string | null
  /** Milliseconds since 1970 by this host. */
  wallClock: () => number
  /** Told of each check as soon as it is done. */
  onChecked: (check: CheckName, findings: Finding[]) => void
}

/** A setting that is wrong is told of by the check of the configuration; what it names cannot be looked at. */
const unset = (what: string): Finding[] => [skipped('not_configured', `${what} is not set right`)]

/** One check that fails in a way that nobody thought of must not keep the others from being made. */
const guarded = async (run: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await run()
  } catch (error) {
    return [
      problem(
        'doctor_failed',
        `the doctor could not finish this check: ${failureText(error)}`,
        'This is a fault of the doctor; please report it.',
      ),
    ]
  }
}

const spoolOf = (config: InspectedConfig, directory: string) => ({
  directory,
  maxBytes: config.spoolMaxBytes,
  capacity: config.recorderCapacity,
  storageDirectory: config.storage?.filesystem?.rootDirectory ?? null,
})

const isForAny = (apps: readonly AppName[], ...names: AppName[]): boolean =>
  names.some((name) => apps.includes(name))

/** The API and what it tells of. */
const examineApi = async (options: ExamineOptions, config: InspectedConfig): Promise<void> => {
  const { env, apps, onChecked } = options
  const url = options.apiUrl ?? config.apiUrl
  const isApiNamed = options.apiUrl !== null || (env.TAPEDECK_URL ?? '') !== ''
  // a host of recorders alone need not reach the API
  if (!isForAny(apps, 'api') && !isApiNamed) return
  const key = options.apiKey ?? config.apiKey?.reveal() ?? null
  if (url === null) {
    onChecked('api', unset('the address of the API'))
    return
  }
  const api = apiAnswers(url, key)
  onChecked('api', await guarded(() => checkApi(url, api, key !== null)))
  if (isForAny(apps, 'api', 'notifier') && key !== null)
    onChecked('receivers', await guarded(() => checkReceivers(api, config.webhookAllowPrivate)))
}

/** Looks at everything that the apps of a host need. Never throws; takes seconds, and two minutes when nothing answers. */
export const examine = async (options: ExamineOptions): Promise<void> => {
  const { env, apps, wallClock, onChecked } = options
  const config = inspectConfig(env, apps)
  const { redisUrl, ffmpegPath, ffprobePath, storage, spoolDirectory } = config
  const isFor = (...names: AppName[]): boolean => isForAny(apps, ...names)
  const clocks: Finding[] = []

  onChecked('configuration', checkConfiguration(config))
  const lookAtRedis = async (url: string): Promise<Finding[]> => {
    const report = await checkRedis({ url, wallClock })
    clocks.push(...report.clock)
    return report.redis
  }
  const redis =
    redisUrl === null
      ? unset('TAPEDECK_REDIS_URL')
      : await guarded(() => lookAtRedis(redisUrl.reveal()))
  onChecked('redis', redis)
  if (isFor('recorder'))
    onChecked(
      'ffmpeg',
      ffmpegPath === null || ffprobePath === null
        ? unset('TAPEDECK_FFMPEG_PATH or TAPEDECK_FFPROBE_PATH')
        : await guarded(() => checkPrograms(ffmpegPath, ffprobePath)),
    )
  const isThere = redis.some(({ state, code }) => code === 'redis_unreachable' && state === 'ok')
  const registry =
    redisUrl !== null && isThere
      ? { redisUrl: redisUrl.reveal(), masterKey: config.masterKey, wallClock }
      : null
  const lookAtRegistered = async (): Promise<Finding[]> =>
    registry === null
      ? [skipped('storage_untried', 'Redis does not tell of registered storages')]
      : checkRegisteredStorages(registry)
  if (isFor('api', 'recorder', 'reconciler')) {
    onChecked('storage', [
      ...(storage === null ? unset('a storage') : await guarded(() => checkStorage(storage))),
      ...(await guarded(lookAtRegistered)),
    ])
    if (storage !== null)
      clocks.push(...(await guarded(() => checkStorageClock(storage, wallClock))))
  }
  if (isFor('api', 'notifier'))
    onChecked(
      'secrets',
      registry === null
        ? [skipped('secrets_unknown', 'Redis does not tell of secrets')]
        : await guarded(() => checkSealedSecrets(registry)),
    )
  onChecked(
    'clock',
    clocks.length === 0 ? [skipped('clock_unknown', 'no other clock answers')] : clocks,
  )
  if (isFor('recorder'))
    onChecked(
      'spool',
      spoolDirectory === null
        ? unset('TAPEDECK_SPOOL_DIR')
        : await guarded(() => checkSpool(spoolOf(config, spoolDirectory))),
    )
  await examineApi(options, config)
}
