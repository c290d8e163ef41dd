import { describe, expect, it } from 'vitest'
import { notifyUrlProblem } from './notify-url.ts'

const loopbackInDisguise = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://0x7f.0x0.0x0.0x1:8080/',
  'http://127.0.0.1./',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://%31%32%37.0.0.1/',
  'http://user@127.0.0.1/',
  'http://example.com@127.0.0.1/',
  'http://example.com%23@127.0.0.1/',
  'http://127.0.0.1\\@example.com/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]:80/',
  'http://[64:ff9b::127.0.0.1]/',
  'https://10.0.0.1/',
  'https://012.0.0.1/',
  'https://192.168.257/',
]

const metadataInDisguise = [
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://0/',
  'http://0.0.0.0:8080/',
  'http://[::]/',
]

describe('URLs of receivers', () => {
  it.each(loopbackInDisguise)('%s points to a private address', (url) => {
    expect(notifyUrlProblem(url, 'public')).toMatch(/is not a public address/)
    expect(notifyUrlProblem(url, 'private')).toBeNull()
  })

  it.each(metadataInDisguise)('%s is refused even with private networks', (url) => {
    expect(notifyUrlProblem(url, 'public')).not.toBeNull()
    expect(notifyUrlProblem(url, 'private')).not.toBeNull()
  })

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
    'http://',
    'http://[fe80::1%25eth0]/',
    'http://1.2.3.4.5.6.7:99999/',
    'http://256.256.256.256/',
    'example.com/hook',
    '',
  ])('%j is not a URL to post to', (url) => {
    expect(notifyUrlProblem(url, 'private')).not.toBeNull()
  })

  it('accepts names, which are checked when connecting, and public addresses', () => {
    for (const url of ['https://example.com/hook?key=1', 'http://localhost/', 'https://8.8.8.8/'])
      expect(notifyUrlProblem(url, 'public')).toBeNull()
  })

  it('refuses a user name that cannot be decoded', () => {
    expect(notifyUrlProblem('https://a%zz:b@example.com/', 'public')).toMatch(/percent-encoded/)
  })
})
