import { readFile } from 'node:fs/promises'
import { createClient, type Tapedeck } from '@tapedeck/client'
import { type Environment, loadCliConfig } from '@tapedeck/config'
import { UsageError } from '../input/usage-error.ts'

/** What the options say of the connection; they win over the environment. */
export type ConnectionOptions = { url?: string; key?: string; keyFile?: string }

/** The key that a file holds. @throws UsageError when it cannot be read */
export const keyIn = async (file: string): Promise<string> => {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    throw new UsageError(`--key-file ${file} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/**
 * A client of the API that options and environment name.
 * @throws ConfigError when an address or a key cannot be one; UsageError when no key is given
 */
export const connect = async (
  { url, key, keyFile }: ConnectionOptions,
  env: Environment,
): Promise<Tapedeck> => {
  if (key !== undefined && keyFile !== undefined)
    throw new UsageError('--key and --key-file cannot both be given')
  const given = keyFile === undefined ? key : await keyIn(keyFile)
  const { apiUrl, apiKey } = loadCliConfig({
    TAPEDECK_URL: url ?? env.TAPEDECK_URL,
    TAPEDECK_API_KEY: given ?? env.TAPEDECK_API_KEY,
  })
  if (apiKey === null)
    throw new UsageError('no key is given: set TAPEDECK_API_KEY, or give --key-file')
  return createClient({ baseUrl: apiUrl, key: apiKey.reveal() })
}
