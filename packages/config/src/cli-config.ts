import type { z } from 'zod'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import type { Environment } from './read-environment.ts'
import type { Secret } from './secret.ts'
import { httpAddress, secret } from './value-schemas.ts'

/** The API that the command line asks, and with what it signs in. */
export type CliConfig = {
  /** Address of the API without a trailing slash. */
  apiUrl: string
  /** Null when none was given. */
  apiKey: Secret | null
}

const defaultApiUrl = 'http://127.0.0.1:8080'

const schemas = {
  TAPEDECK_URL: httpAddress().prefault(defaultApiUrl),
  TAPEDECK_API_KEY: secret().optional(),
}

const read = <T>(
  variable: keyof typeof schemas,
  schema: z.ZodType<T, string | undefined>,
  env: Environment,
  problems: ConfigProblem[],
): T | null => {
  const result = schema.safeParse(env[variable] === '' ? undefined : env[variable])
  if (result.success) return result.data
  for (const { message } of result.error.issues) problems.push({ variable, message })
  return null
}

/**
 * Where the API is and with which key it is asked. Other TAPEDECK_ names are not looked at: the command line runs in
 * environments that are made for the services.
 * @throws ConfigError with every problem at once
 */
export const loadCliConfig = (env: Environment): CliConfig => {
  const problems: ConfigProblem[] = []
  const apiUrl = read('TAPEDECK_URL', schemas.TAPEDECK_URL, env, problems)
  const apiKey = read('TAPEDECK_API_KEY', schemas.TAPEDECK_API_KEY, env, problems)
  if (apiUrl === null || problems.length > 0) throw new ConfigError(problems)
  return { apiUrl, apiKey: apiKey ?? null }
}
