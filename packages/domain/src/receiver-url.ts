/** Chat services and the like put the key of a webhook into its path: a long name of letters and digits. */
const isKeyLike = (segment: string): boolean =>
  /^[A-Za-z0-9_-]{20,}$/.test(segment) && /\d/.test(segment) && /[A-Za-z]/.test(segment)

/** What stands for a secret in whatever is shown. */
export const shownSecret = '***'

/**
 * The URL of a receiver as it may be shown and logged: user, password and the query's values are gone, and names in the path
 * that look like a key are shortened.
 */
export const redactReceiverUrl = (url: string): string => {
  if (!URL.canParse(url)) return '<not a url>'
  const { protocol, username, password, host, pathname, searchParams } = new URL(url)
  const user = username === '' && password === '' ? '' : `${shownSecret}@`
  const path = pathname
    .split('/')
    .map((segment) => (isKeyLike(segment) ? `${segment.slice(0, 3)}${shownSecret}` : segment))
    .join('/')
  const names = [...searchParams.keys()].map((name) => `${encodeURIComponent(name)}=${shownSecret}`)
  return `${protocol}//${user}${host}${path}${names.length === 0 ? '' : `?${names.join('&')}`}`
}

const secretNames = /auth|token|secret|passw|key|cookie|signature|credential|session/i
const schemes = /^(basic|bearer|digest|token|apikey)\s/i

/** Whether a header that is sent to a receiver seems to carry a credential, by its name or its value. */
export const isCredentialHeader = (name: string, value: string): boolean =>
  secretNames.test(name) || schemes.test(value) || value.split(/[\s;,=]+/).some(isKeyLike)
