const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Letters and digits that nobody guesses.
 * @param randomBytes as in node:crypto
 */
export const randomText = (length: number, randomBytes: (size: number) => Uint8Array): string =>
  Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')
