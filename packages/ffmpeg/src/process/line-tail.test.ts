import { expect, test } from 'vitest'

import { createLineTail } from './line-tail.ts'

test('lines are put together across chunks, and the last ones are kept', () => {
  const tail = createLineTail(2, () => true)
  for (const chunk of ['on', 'e\ntw', 'o\r\nthree\rfo', 'ur']) tail.push(chunk)
  expect(tail.text()).toBe('two\nthree')
  tail.end()
  expect(tail.text()).toBe('three\nfour')
})

test('a line without an end does not grow without bound', () => {
  const tail = createLineTail(2, () => true)
  for (let count = 0; count < 1000; count++) tail.push('x'.repeat(1000))
  tail.end()
  expect(tail.text()).toHaveLength(2048)
})

test('a line that is not to be kept is not kept', () => {
  const tail = createLineTail(5, (line) => !line.startsWith('progress'))
  tail.push('progress=end\nerror\n')
  expect(tail.text()).toBe('error')
})
