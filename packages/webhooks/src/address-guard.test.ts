import { describe, expect, it } from 'vitest'
import { addressProblem } from './address-guard.ts'

const internet = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00:1450:4001:80b::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
]

/** Allowed only when the operator allows private networks. */
const privateNetworks = [
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '::1',
  'fc00::1',
  'fd12:3456:789a::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '0:0:0:0:0:ffff:192.168.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::7f00:1',
  'fec0::1',
]

const never = [
  '198.18.0.1',
  '192.0.2.1',
  '198.51.100.7',
  '203.0.113.7',
  '240.0.0.1',
  '64:ff9b:1::8.8.8.8',
  '::127.0.0.1',
  '::7f00:1',
  '::8.8.8.8',
  '::ffff:0:127.0.0.1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '2001:db8::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  '2002:a9fe:a9fe::',
  '64:ff9b:1::a9fe:a9fe',
  '::169.254.169.254',
  '100::1',
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '169.254.0.23',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '224.0.0.1',
  '239.255.255.250',
  '255.255.255.255',
  '::',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'fd00:ec2::254',
  'fd00:0ec2:0:0:0:0:0:254',
  'fd20:ce::254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::ffff:100.100.100.200',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '::ffff:0.0.0.0',
]

describe('addresses that webhooks may be sent to', () => {
  it.each(internet)('%s is on the internet and allowed', (address) => {
    expect(addressProblem(address, 'public')).toBeNull()
    expect(addressProblem(address, 'private')).toBeNull()
  })

  it.each(privateNetworks)('%s is allowed only with private networks', (address) => {
    expect(addressProblem(address, 'public')).toMatch(/is not a public address/)
    expect(addressProblem(address, 'private')).toBeNull()
  })

  it.each(never)('%s is never allowed', (address) => {
    expect(addressProblem(address, 'public')).not.toBeNull()
    expect(addressProblem(address, 'private')).not.toBeNull()
  })

  it.each(['', 'localhost', '1.2.3.4.5', 'fe80', '::ffff:1.2.3.4.5'])(
    'what is not an address (%j) is refused',
    (text) => {
      expect(addressProblem(text, 'private')).toBe('is not an IP address')
    },
  )
})
