import { z } from 'zod'
import { Secret } from './secret.ts'

/** Environment values are text; these schemas turn the text into a value or say what is wrong with it. */
const parsed = <T>(message: string, parse: (text: string) => T | null) =>
  z.string().transform((text, ctx): T => {
    const value = parse(text)
    if (value !== null) return value
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** A whole number in a range. */
export const wholeNumber = (min: number, max: number) =>
  parsed(`must be a whole number from ${min} to ${max}`, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : null
  })

/** `true` or `false`, nothing else. */
export const flag = () =>
  parsed('must be "true" or "false"', (text) =>
    text === 'true' ? true : text === 'false' ? false : null,
  )

/** One of a few words. */
export const oneOf = <const T extends string>(words: readonly T[]) =>
  parsed(
    `must be one of ${words.join(', ')}`,
    (text) => words.find((word) => word === text) ?? null,
  )

/** Any text that fits a pattern. */
export const textLike = (pattern: RegExp, message: string) =>
  parsed(message, (text) => (pattern.test(text) ? text : null))

/** A TCP port; 0 takes any free one. */
export const port = () => wholeNumber(0, 65_535)

/** A URL with one of the given schemes. */
const url = (schemes: readonly string[], text: string): URL | null => {
  const value = URL.canParse(text) ? new URL(text) : null
  return value !== null && schemes.includes(value.protocol) && value.hostname !== '' ? value : null
}

/** An http or https address without query, fragment, credentials and trailing slash. */
export const httpAddress = () =>
  parsed('must be an http:// or https:// URL without credentials, query and fragment', (text) => {
    const value = url(['http:', 'https:'], text)
    const isBare = value !== null && value.username === '' && value.password === ''
    return isBare && value.search === '' && value.hash === '' ? text.replace(/\/+$/, '') : null
  })

/** A Redis address; secret because it may carry a password. */
export const redisAddress = () =>
  parsed('must be a redis:// or rediss:// URL', (text) =>
    url(['redis:', 'rediss:'], text) === null ? null : new Secret(text),
  )

/** A pull URL pattern of a domain; secret because it may carry a key. */
export const pullUrlPattern = () =>
  parsed(
    'must be an rtmp:// or rtmps:// URL with {stream}, and {app} and {domain} where needed',
    (text) => {
      const names = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
      const isKnown = names.every((name) => ['domain', 'app', 'stream'].includes(name))
      const isUrl = /^rtmps?:\/\/[\x21-\x7e]+\/[\x21-\x7e]+\/[\x21-\x7e]+$/.test(text)
      return isUrl && isKnown && names.includes('stream') ? new Secret(text) : null
    },
  )

/** Anything that must not be shown, of printable ASCII without spaces, so that it fits an HTTP header. */
export const secret = () =>
  parsed('must be of printable ASCII characters without spaces', (text) =>
    /^[\x21-\x7e]+$/.test(text) ? new Secret(text) : null,
  )

/** A secret from which a key is derived: long enough that nobody guesses it. */
export const longSecret = () =>
  parsed('must be 32 or more printable ASCII characters without spaces', (text) =>
    /^[\x21-\x7e]{32,}$/.test(text) ? new Secret(text) : null,
  )

/** A Standard Webhooks signing secret: `whsec_` and the base64 of 24 to 64 bytes. */
export const signingSecret = () =>
  parsed('must be "whsec_" followed by the base64 of 24 to 64 bytes', (text) => {
    const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1]
    const bytes = base64 === undefined ? null : Buffer.from(base64, 'base64')
    const isWhole = bytes !== null && bytes.toString('base64') === base64
    return isWhole && bytes.length >= 24 && bytes.length <= 64 ? new Secret(text) : null
  })
