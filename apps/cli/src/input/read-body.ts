import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { CliContext } from '../cli-command.ts'
import { UsageError } from './usage-error.ts'

/** No body of the API is nearly as large. */
const maxCharacters = 1_000_000

const textOf = async (context: Pick<CliContext, 'readInput'>, file: string): Promise<string> => {
  if (file === '-') return context.readInput()
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

/**
 * The object in a file of YAML or JSON; "-" is what is piped in. What is wrong with it is for the API to say.
 * @throws UsageError when it cannot be read, or holds no object
 */
export const readBody = async <T extends object>(
  context: Pick<CliContext, 'readInput'>,
  file: string,
): Promise<T> => {
  const text = await textOf(context, file)
  if (text.length > maxCharacters) throw new UsageError(`${file} is longer than 1 MB`)
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    throw new UsageError(`${file} is neither YAML nor JSON: ${(cause as Error).message}`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${file} must hold an object`)
  return value as T
}
