import { expect, test } from 'vitest'
import { idOfApiKey, newApiKey } from './new-api-key.ts'

const randomBytes = (size: number) => Uint8Array.from({ length: size }, (_, i) => i * 7)

test('a key tells its id, and what is kept does not tell the key', () => {
  const { key, id, hash } = newApiKey(randomBytes)
  expect(key).toMatch(/^tdk_[A-Za-z0-9]{48}$/)
  expect(idOfApiKey(key)).toBe(id)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(id + hash).not.toContain(key.slice(20))
})

test.each(['', 'tdk_', 'tdk_short', `tdk_${'a'.repeat(49)}`, `xdk_${'a'.repeat(48)}`])(
  '"%s" never was a key',
  (text) => expect(idOfApiKey(text)).toBeNull(),
)
