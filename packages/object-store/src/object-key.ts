import { TapedeckError } from '@tapedeck/contracts'

/** Longest key in bytes, as S3 has it. */
const maxKeyBytes = 1024

/** Why a key cannot be used with any store, or null. Both adapters ask here first, so that both refuse the same keys. */
export const keyProblem = (key: string): string | null => {
  if (key === '') return 'is empty'
  if (Buffer.byteLength(key) > maxKeyBytes) return `is longer than ${maxKeyBytes} bytes`
  if (!key.isWellFormed()) return 'is not valid Unicode'
  if (key.includes('\0')) return 'contains a NUL character'
  // "." and ".." are resolved by URL parsers on the way to S3 and by the filesystem; an empty segment is none there
  for (const segment of key.split('/'))
    if (segment === '' || segment === '.' || segment === '..')
      return 'has an empty, "." or ".." segment'
  return null
}

/** Refuses a key that no store can hold. */
export const assertKey = (key: string): void => {
  const problem = keyProblem(key)
  if (problem !== null)
    throw new TapedeckError('STORAGE_FAILED', {
      detail: `The key ${JSON.stringify(key.slice(0, 200))} ${problem}.`,
    })
}

/** The key that `check()` writes and deletes. */
export const checkKey = '.tapedeck-check'
