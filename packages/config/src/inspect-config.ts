import { masterKeyOf } from './app-config.ts'
import { type AppName, appNames } from './app-name.ts'
import { loadCliConfig } from './cli-config.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { loadConfig } from './load-config.ts'
import { type Environment, readEnvironment, type ValuesOf } from './read-environment.ts'
import type { Secret } from './secret.ts'
import {
  optionalStorageConfig,
  optionalStorageProblems,
  type StorageConfig,
} from './storage-config.ts'
import type { VariableName } from './variables.ts'

/** A problem with the apps that would not start because of it; none for one of the command line. */
export type InspectedProblem = ConfigProblem & { apps: AppName[] }

/**
 * What can be read of a configuration that may be wrong. A setting of which a variable is wrong is null: to take its
 * default instead would be to look at another server than is meant.
 */
export type InspectedConfig = {
  problems: InspectedProblem[]
  redisUrl: Secret | null
  apiKey: Secret | null
  /** That which opens what is sealed in Redis; null also when neither it nor the API's key is set. */
  masterKey: Secret | null
  /** Where the API is: as the command line is told, else where it listens by this configuration. */
  apiUrl: string | null
  spoolDirectory: string | null
  spoolMaxBytes: number | null
  recorderCapacity: number
  ffmpegPath: string | null
  ffprobePath: string | null
  /** Null also when none is configured. */
  storage: StorageConfig | null
  webhookAllowPrivate: boolean
}

const problemsOf = (load: () => unknown): readonly ConfigProblem[] => {
  try {
    load()
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

const allProblems = (apps: readonly AppName[], env: Environment): InspectedProblem[] => {
  const found = new Map<string, InspectedProblem>()
  for (const app of apps)
    for (const problem of problemsOf(() => loadConfig(app, env))) {
      const name = `${problem.variable} ${problem.message}`
      const known = found.get(name)
      if (known === undefined) found.set(name, { ...problem, apps: [app] })
      else known.apps.push(app)
    }
  return [...found.values()]
}

/** An address to connect to, of one to listen on. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** That of the command line alone: its key is one of the services' variables too. */
const namedApi = ({ TAPEDECK_URL }: Environment) => {
  const load = () => loadCliConfig({ TAPEDECK_URL }).apiUrl
  const problems = problemsOf(load).map((problem) => ({ ...problem, apps: [] }))
  return {
    isNamed: (TAPEDECK_URL ?? '') !== '',
    url: problems.length > 0 ? null : load(),
    problems,
  }
}

/** The values of an app, with the default in place of each that is wrong, and which those are. */
const lenientValues = <A extends AppName>(app: A, env: Environment) => {
  const { values, problems } = readEnvironment(app, env)
  const wrong = new Set<string>(problems.map(({ variable }) => variable))
  const whole: object = { ...readEnvironment(app, {}).values, ...values }
  return { values: whole as ValuesOf<A>, isWrong: (name: VariableName) => wrong.has(name), wrong }
}

/**
 * Reads a configuration for somebody who looks for what is wrong with it. Never throws.
 * @param apps those whose problems are told
 */
export const inspectConfig = (
  env: Environment,
  apps: readonly AppName[] = appNames,
): InspectedConfig => {
  const api = lenientValues('api', env)
  const recorder = lenientValues('recorder', env)
  const of = <T>(name: VariableName, value: T): T | null =>
    api.isWrong(name) || recorder.isWrong(name) ? null : value
  const { values } = recorder
  const isStorageWrong = [...recorder.wrong].some((name) =>
    /^TAPEDECK_(STORAGE|S3|BACKUP|FILESYSTEM)/.test(name),
  )
  const isStorageWhole = !isStorageWrong && optionalStorageProblems(values).length === 0
  const { TAPEDECK_API_HOST: host, TAPEDECK_API_PORT: port } = api.values
  const listens = `http://${reachable(host)}:${port}`
  const isApiWrong = api.isWrong('TAPEDECK_API_HOST') || api.isWrong('TAPEDECK_API_PORT')
  const isMasterKeyWrong =
    recorder.isWrong('TAPEDECK_MASTER_KEY') || recorder.isWrong('TAPEDECK_API_KEY')
  const named = namedApi(env)
  return {
    problems: [...allProblems(apps, env), ...named.problems],
    redisUrl: of('TAPEDECK_REDIS_URL', values.TAPEDECK_REDIS_URL),
    apiKey: of('TAPEDECK_API_KEY', values.TAPEDECK_API_KEY),
    masterKey: isMasterKeyWrong ? null : masterKeyOf(values),
    apiUrl: named.isNamed ? named.url : isApiWrong ? null : listens,
    spoolDirectory: of('TAPEDECK_SPOOL_DIR', values.TAPEDECK_SPOOL_DIR),
    spoolMaxBytes: of('TAPEDECK_SPOOL_MAX_BYTES', values.TAPEDECK_SPOOL_MAX_BYTES),
    recorderCapacity: values.TAPEDECK_RECORDER_CAPACITY,
    ffmpegPath: of('TAPEDECK_FFMPEG_PATH', values.TAPEDECK_FFMPEG_PATH),
    ffprobePath: of('TAPEDECK_FFPROBE_PATH', values.TAPEDECK_FFPROBE_PATH),
    storage: isStorageWhole ? optionalStorageConfig(values) : null,
    webhookAllowPrivate: api.values.TAPEDECK_WEBHOOK_ALLOW_PRIVATE,
  }
}
