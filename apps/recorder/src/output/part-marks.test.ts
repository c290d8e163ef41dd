import { expect, test } from 'vitest'
import { PartMarks } from './part-marks.ts'

const mark = (bodyBytes: number) => ({
  bodyBytes,
  mediaMs: bodyBytes * 10,
  through: [{ generation: 1, sequence: bodyBytes }],
})

test('a part tells of the last fragment that ends within it', () => {
  const marks = new PartMarks((partNumber) => partNumber * 10)
  for (const bytes of [4, 9, 15, 20, 47]) marks.add(mark(bytes))
  expect([1, 2, 3, 4].map((number) => marks.at(number))).toEqual(
    // the fragment from 20 to 47 ends in the fifth part, which is not full
    [mark(9), mark(20), mark(20), mark(20)],
  )
  expect(marks.at(5)).toEqual(mark(47))
})

test('a part in which no fragment ends tells of nothing', () => {
  const marks = new PartMarks((partNumber) => partNumber * 10)
  marks.add(mark(25))
  expect(marks.at(1)).toEqual({ bodyBytes: 0, mediaMs: 0, through: [] })
  expect(marks.at(3)).toEqual(mark(25))
})
