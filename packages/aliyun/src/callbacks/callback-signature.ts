import { createHash } from 'node:crypto'
import type { CallbackFacts } from './callback-facts.ts'

const md5OfJoined = (...parts: string[]): string =>
  createHash('md5').update(parts.join('|')).digest('hex')

const secondsOf = (nowMs: number): string => String(Math.floor(nowMs / 1000))

/**
 * Headers of ApsaraVideo Live (callback authentication, document 417349): MD5 of `host|timestamp|key`. The host is the
 * domain name without port. Empty when there is no key.
 */
export const liveSignatureHeaders = ({
  url,
  key,
  nowMs,
}: CallbackFacts): Record<string, string> => {
  if (key === null) return {}
  const timestamp = secondsOf(nowMs)
  return {
    'ALI-LIVE-TIMESTAMP': timestamp,
    'ALI-LIVE-SIGNATURE': md5OfJoined(new URL(url).hostname, timestamp, key),
  }
}

/** Headers of IMS (callback authentication): MD5 of `callbackURL|timestamp|key`, the whole URL. Empty when there is no key. */
export const imsSignatureHeaders = ({ url, key, nowMs }: CallbackFacts): Record<string, string> => {
  if (key === null) return {}
  const timestamp = secondsOf(nowMs)
  return { 'X-ICE-TIMESTAMP': timestamp, 'X-ICE-SIGNATURE': md5OfJoined(url, timestamp, key) }
}
