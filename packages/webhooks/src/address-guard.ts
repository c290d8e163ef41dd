import ipaddr from 'ipaddr.js'

/** `public` is the internet only; `private` adds loopback and private networks. */
export type AddressScope = 'public' | 'private'

const { IPv4, IPv6 } = ipaddr
type Address = InstanceType<typeof IPv4> | InstanceType<typeof IPv6>

/** What `private` adds. Link-local, multicast, 6to4, Teredo and other special ranges are never allowed. */
const privateRanges = [
  'loopback',
  'private',
  'uniqueLocal',
  'deprecatedSiteLocal',
  'carrierGradeNat',
]

/**
 * Instance metadata and host agents of clouds outside link-local space:
 * Alibaba Cloud, Azure (a public address), Oracle Cloud, AWS over IPv6, Google Cloud over IPv6.
 */
const metadataAddresses = [
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
]

/** RFC 6052: the prefix under which NAT64 translators reach IPv4; on IPv6-only hosts every IPv4 receiver looks like this. */
const nat64Prefix = ipaddr.parseCIDR('64:ff9b::/96')

/** RFC 4291: what is not in here has not been handed out as global unicast. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/** RFC 4291's abandoned `::a.b.c.d`, as resolvers print it; the parser would take it for an IPv4-mapped address. */
const ipv4Compatible = /^::\d+\.\d+\.\d+\.\d+$/

/** The IPv4 address inside an IPv4-mapped or NAT64 address, which is where packets end up. */
const unwrapped = (address: Address): Address => {
  if (!(address instanceof IPv6)) return address
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  return address.match(nat64Prefix) ? new IPv4(address.toByteArray().slice(12)) : address
}

const rangeOf = (address: Address): string => {
  const range: string = address.range()
  if (range === 'unicast' && address instanceof IPv6 && !address.match(globalUnicast))
    return 'unassigned'
  return range
}

/**
 * Why webhooks must not be sent to this address, or null when they may. Only known ranges are allowed.
 * @param text an IPv4 or IPv6 address as a resolver or a URL gives it
 */
export const addressProblem = (text: string, scope: AddressScope): string | null => {
  if (!ipaddr.isValid(text)) return 'is not an IP address'
  if (ipv4Compatible.test(text)) return 'is an IPv4-compatible IPv6 address'
  const address = unwrapped(ipaddr.parse(text))
  if (metadataAddresses.includes(address.toString())) return 'is an instance metadata address'
  const range = rangeOf(address)
  if (range === 'unicast') return null
  if (privateRanges.includes(range))
    return scope === 'private' ? null : `is not a public address (${range})`
  return `is in a range that cannot hold a receiver (${range})`
}
