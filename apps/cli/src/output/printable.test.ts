import { expect, test } from 'vitest'
import { printable } from './printable.ts'
import { factsText, tableText } from './table.ts'

const hostile = 'a\u001b[2J\u0007b\nc\u202ed\u009b31me'

test('text of a stranger cannot move the cursor, end a line or turn the direction', () => {
  expect(printable(hostile)).toBe('a [2J b c d 31me')
  expect(printable('Bühne 1 – 直播 🎥')).toBe('Bühne 1 – 直播 🎥')
})

test('a table shows hostile cells as plain text, one row a line, without trailing spaces', () => {
  const rows = [
    { name: hostile, count: 3 },
    { name: '', count: 12 },
  ]
  const text = tableText(
    [
      { head: 'NAME', cell: ({ name }) => name },
      { head: 'COUNT', cell: ({ count }) => String(count) },
    ],
    rows,
    'None.',
  )
  expect(text).toBe('NAME              COUNT\na [2J b c d 31me  3\n-                 12\n')
})

test('an empty table is a sentence', () => {
  expect(tableText([], [], 'No files yet.')).toBe('No files yet.\n')
})

test('facts stand under each other', () => {
  expect(
    factsText([
      ['id', 'a'],
      ['state', hostile],
    ]),
  ).toBe('id     a\nstate  a [2J b c d 31me\n')
})
