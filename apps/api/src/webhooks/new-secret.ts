import type { WebhookDialect } from '@tapedeck/domain'
import { randomText } from '../random-text.ts'

const standardSecretBytes = 32
/** The longest key that receivers of both Alibaba Cloud products take. */
const keyLength = 32

/**
 * A new secret as the dialect has it; null when it has no signatures.
 * @param randomBytes as in node:crypto
 */
export const newEndpointSecret = (
  dialect: WebhookDialect,
  randomBytes: (size: number) => Uint8Array,
): string | null => {
  if (dialect === 'cdnetworks') return null
  if (dialect === 'standard')
    return `whsec_${Buffer.from(randomBytes(standardSecretBytes)).toString('base64')}`
  return randomText(keyLength, randomBytes)
}
