import { expect, test } from 'vitest'
import { chooseStorage } from './choose-storage.ts'

test.each([
  ['first', 0, 0, 'first'],
  ['first', 59_999, 0, 'first'],
  ['first', 60_000, 0, 'backup'],
  ['first', 60_000, 59_999, 'backup'],
  ['first', 90_000, 60_000, 'first'],
  ['backup', 60_000, 0, 'backup'],
  // what is under way there is brought to its end
  ['backup', 0, 30_000, 'backup'],
  ['backup', 0, 60_000, 'first'],
  ['backup', 60_000, 60_000, 'first'],
] as const)('in the %s, failing for %d and %d ms: %s', (place, first, backup, expected) => {
  expect(chooseStorage(place, { first, backup }, 60_000)).toBe(expected)
})
