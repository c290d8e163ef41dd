import type { ApiKey } from '@tapedeck/domain'
import { hashOfSecret } from '@tapedeck/store'
import { randomText } from '../random-text.ts'

const idCharacters = 16
const secretCharacters = 32
const keyPattern = new RegExp(
  `^tdk_([A-Za-z0-9]{${idCharacters}})[A-Za-z0-9]{${secretCharacters}}$`,
)

/** The id of the key that this may be; null for what never was one, so that nobody has to look for it. */
export const idOfApiKey = (key: string): string | null => {
  const id = keyPattern.exec(key)?.[1]
  return id === undefined ? null : `key_${id}`
}

/**
 * A key that nobody guesses, and what is kept of it.
 * @param randomBytes as in node:crypto
 */
export const newApiKey = (
  randomBytes: (size: number) => Uint8Array,
): { key: string } & Pick<ApiKey, 'id' | 'hash'> => {
  const id = randomText(idCharacters, randomBytes)
  const key = `tdk_${id}${randomText(secretCharacters, randomBytes)}`
  return { key, id: `key_${id}`, hash: hashOfSecret(key) }
}
