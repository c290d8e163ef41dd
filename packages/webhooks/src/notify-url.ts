import { isIP } from 'node:net'
import { type AddressScope, addressProblem } from './address-guard.ts'

/**
 * What is wrong with a receiver's URL, as far as it can be seen without asking a resolver; null when nothing is.
 * Names are checked when connecting, because what they stand for can change.
 */
export const notifyUrlProblem = (url: string, scope: AddressScope): string | null => {
  if (!URL.canParse(url)) return 'must be a URL such as https://host/path'
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return 'must start with http:// or https://'
  if (/%(?![0-9a-f]{2})/i.test(username + password))
    return 'has a user name or password that is not percent-encoded'
  // the URL parser has already turned 0x7f.1, 017700000001 and 2130706433 into 127.0.0.1
  const host = hostname.replace(/^\[|\]$/g, '')
  const problem = isIP(host) === 0 ? null : addressProblem(host, scope)
  return problem === null ? null : `must not point there: the address ${problem}`
}
