import { expect, test } from 'vitest'
import { createEqualPartPlan, createPartPlan, maxParts, planPartBytes } from './part-plan.ts'

const mib = 1024 * 1024
const numbers = Array.from({ length: maxParts }, (_, index) => index + 1)

test('parts start at 8 MiB, never shrink and are whole MiB below the 5 GiB that S3 takes', () => {
  expect(planPartBytes(1)).toBe(8 * mib)
  let before = 0
  for (const number of numbers) {
    const bytes = planPartBytes(number)
    expect(bytes % mib === 0 && bytes >= before && bytes < 5 * 1024 * mib).toBe(true)
    before = bytes
  }
})

test('ten thousand parts hold 5 TiB', () => {
  const total = numbers.reduce((sum, number) => sum + planPartBytes(number), 0)
  expect(total).toBeGreaterThanOrEqual(5 * 1024 ** 4)
})

test.each([0, -1, 1.5, maxParts + 1])('there is no part %d', (number) => {
  expect(() => planPartBytes(number)).toThrow(RangeError)
})

test('a part starts where the one before it ends, in whatever order it is asked', () => {
  const plan = createPartPlan((number) => number * 10)
  expect(plan.start(4)).toBe(60)
  expect(plan.start(1)).toBe(0)
  expect(plan.start(2)).toBe(10)
})

test('the whole head stands in part 1, on top of its body bytes', () => {
  const plan = createPartPlan(() => 10)
  expect(plan.head(1, 7)).toEqual({ start: 0, end: 7 })
  expect(plan.head(2, 7)).toEqual({ start: 0, end: 0 })
})

test.each([0, 1, 9, 10, 11, 25, 30])(
  'equal parts with a head of %i bytes are a row of ten bytes each without a hole',
  (headBytes) => {
    const plan = createEqualPartPlan(10, headBytes)
    let object = 0
    for (let number = 1; number <= 6; number++) {
      const head = plan.head(number, headBytes)
      expect(head.end - head.start + plan.bytes(number)).toBe(10)
      expect(head.start).toBe(Math.min(object, headBytes))
      expect(plan.start(number)).toBe(Math.max(0, object - headBytes))
      object += 10
    }
  },
)
