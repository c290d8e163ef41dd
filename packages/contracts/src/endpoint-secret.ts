import type { WebhookDialect } from '@tapedeck/domain'

const isStandardSecret = (secret: string): boolean => {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const key = Buffer.from(encoded ?? '', 'base64')
  return key.length >= 24 && key.length <= 64 && key.toString('base64') === encoded
}

const keyOf: Record<'aliyun-live' | 'aliyun-ims', RegExp> = {
  'aliyun-live': /^[A-Za-z0-9]{16,32}$/,
  'aliyun-ims': /^[A-Za-z0-9]{8,32}$/,
}

/**
 * What is wrong with the secret that a user brings along for an endpoint; null when nothing is.
 * @param secret null asks for requests without a signature
 */
export const endpointSecretProblem = (
  dialect: WebhookDialect,
  secret: string | null,
): string | null => {
  if (dialect === 'cdnetworks')
    return secret === null ? null : 'is not for cdnetworks, which has no signatures'
  if (dialect === 'standard') {
    if (secret === null) return 'cannot be null: webhooks of this dialect are signed'
    return isStandardSecret(secret)
      ? null
      : 'must be "whsec_" followed by the base64 of 24 to 64 bytes'
  }
  if (secret === null || keyOf[dialect].test(secret)) return null
  return `must be ${dialect === 'aliyun-live' ? '16' : '8'} to 32 letters and digits`
}
