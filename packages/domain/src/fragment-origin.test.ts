import { expect, test } from 'vitest'
import { compareOrigins } from './fragment-origin.ts'

test('fragments are ordered by generation, then by number', () => {
  const origins = [
    { generation: 2, sequence: 0 },
    { generation: 1, sequence: 10 },
    { generation: 1, sequence: 9 },
  ]
  expect(origins.toSorted(compareOrigins)).toEqual(origins.toReversed())
  expect(compareOrigins({ generation: 3, sequence: 1 }, { generation: 3, sequence: 1 })).toBe(0)
})
