import { expect, test } from 'vitest'
import { isBefore } from './entry-id.ts'

test.each([
  ['1-0', '1-1', true],
  ['1-1', '1-0', false],
  ['1-1', '1-1', false],
  ['9-0', '10-0', true],
  ['10-0', '9-9', false],
  ['1700000000000', '1700000000000-1', true],
  ['9999999999999999998-0', '9999999999999999999-0', true],
])('%s is before %s: %s', (one, other, isSo) => {
  expect(isBefore(one, other)).toBe(isSo)
})
