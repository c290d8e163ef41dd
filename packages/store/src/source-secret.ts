import { createHash } from 'node:crypto'

const secretBytes = 32

/** The SHA-256 (hex) under which the secret of an ingest source is stored. */
export const hashOfSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex')

/**
 * A new secret, base64url, and its hash.
 * @param randomBytes as in node:crypto
 */
export const newSecret = (
  randomBytes: (size: number) => Uint8Array,
): { secret: string; secretHash: string } => {
  const secret = Buffer.from(randomBytes(secretBytes)).toString('base64url')
  return { secret, secretHash: hashOfSecret(secret) }
}
