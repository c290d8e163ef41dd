import { expect, test } from 'vitest'
import { fillerIdOf, fillerKeySuffix } from './filler.ts'

test('a filler has an id and keys of its own', () => {
  expect(fillerIdOf('rec', 'mp4', 3, { generation: 2, index: 0 })).toBe('rec.mp4.3.g2-0')
  expect(fillerKeySuffix({ generation: 2, index: 1 })).toBe('_g2-1')
})
