import { expect, test } from 'vitest'
import { isCredentialHeader, redactReceiverUrl } from './receiver-url.ts'

test.each([
  ['https://hooks.example.com/tapedeck', 'https://hooks.example.com/tapedeck'],
  ['https://hooks.example.com:8443/a/b', 'https://hooks.example.com:8443/a/b'],
  ['https://user:hidden@hooks.example.com/a', 'https://***@hooks.example.com/a'],
  ['https://hidden@hooks.example.com/', 'https://***@hooks.example.com/'],
  [
    'https://hooks.example.com/a?token=hidden&x=hidden',
    'https://hooks.example.com/a?token=***&x=***',
  ],
  ['https://hooks.example.com/a?hidden%20name', 'https://hooks.example.com/a?hidden%20name=***'],
  ['https://hooks.example.com/a#hidden', 'https://hooks.example.com/a'],
  [
    'https://chat.example.com/services/T0AB/6f1c1d2e-1111-4222-8333-944455556666',
    'https://chat.example.com/services/T0AB/6f1***',
  ],
  [
    'https://h/a-long-name-that-is-no-key-at-all/x',
    'https://h/a-long-name-that-is-no-key-at-all/x',
  ],
  ['no url: hidden', '<not a url>'],
])('%s is shown as %s', (url, shown) => {
  expect(redactReceiverUrl(url)).toBe(shown)
})

test.each([
  ['authorization', 'x', true],
  ['x-api-key', 'x', true],
  ['x-access-token', 'x', true],
  ['cookie', 'a=b', true],
  ['x-hub-signature', 'x', true],
  ['x-custom', 'Bearer x', true],
  ['x-custom', 'basic dTpw', true],
  ['x-custom', '6f1c1d2e11114222833394445555', true],
  ['x-custom', 'v=6f1c1d2e11114222833394445555', true],
  ['x-environment', 'production', false],
  ['x-tenant', 'a team of ours', false],
  ['traceparent', '00', false],
])('a header %s: %s counts as a credential: %s', (name, value, isCredential) => {
  expect(isCredentialHeader(name, value)).toBe(isCredential)
})
