import { expect, test } from 'vitest'

import { createRedactor } from './redact-text.ts'

const url = 'rtmp://user:pass-word@host/app/stream-key-77?token=abc%2Bdef123&x=1'

test('stream key, credentials and query values are taken out of what ffmpeg prints', () => {
  const redact = createRedactor(url)
  const text = redact(
    `[error] ${url}: Input/output error\nServer error: Failed to play stream-key-77?token=abc%2Bdef123&x=1; STATUS 401 abc+def123 pass-word`,
  )
  for (const secret of ['stream-key-77', 'abc%2Bdef123', 'abc+def123', 'pass-word'])
    expect(text).not.toContain(secret)
  expect(text).toContain('Input/output error')
  expect(text).toContain('STATUS 401')
})

test('other RTMP URLs are shortened too', () => {
  const redact = createRedactor(url)
  expect(redact('redirected to rtmp://other/app/another-key?k=v now')).toBe(
    'redirected to rtmp://other/app/ano***?*** now',
  )
})

test('a short stream name does not blot out the text', () => {
  expect(createRedactor('rtmp://h/a/b')('a bad b')).toBe('a bad b')
})
