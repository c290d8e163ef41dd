import type { ApiConfig } from '@tapedeck/config'
import type { FastifyRequest } from 'fastify'

/** The part of a request that says how its sender reaches the API. */
type Asked = Pick<FastifyRequest, 'protocol' | 'host' | 'headers'>

/**
 * The address of the API for whoever asks, without a slash at its end: the public one, else the one that was asked. Only the asker is
 * told it, so a proxy may say what it likes.
 */
export const askedAddress = (
  { publicUrl }: Pick<ApiConfig, 'publicUrl'>,
  { protocol, host, headers }: Asked,
): string => {
  if (publicUrl !== null) return publicUrl
  const isSecure = /^https\b/i.test(String(headers['x-forwarded-proto'] ?? protocol))
  return `${isSecure ? 'https' : 'http'}://${host}`
}
