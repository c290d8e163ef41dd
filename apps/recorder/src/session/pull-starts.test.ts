import { expect, test } from 'vitest'
import { createPullStarts } from './pull-starts.ts'

const never = new AbortController().signal
const hourMs = 3_600_000

test('only so many start at the same time; the next one when one of them has begun', async () => {
  const starts = createPullStarts({ atOnce: 2, holdMs: hourMs })
  const [first, second] = [await starts(never), await starts(never)]
  const began: number[] = []
  const later = [3, 4].map(async (name) => {
    const release = await starts(never)
    began.push(name)
    release?.()
  })
  await new Promise(setImmediate)
  expect(began).toEqual([])
  first?.()
  await Promise.all(later)
  expect(began).toEqual([3, 4])
  second?.()
})

test('one whose media do not come keeps its place for a while only', async () => {
  const starts = createPullStarts({ atOnce: 1, holdMs: 10 })
  await starts(never)
  expect(await starts(never)).not.toBeNull()
})

test('one that is not to be pulled any more waits no longer, and takes no place', async () => {
  const starts = createPullStarts({ atOnce: 1, holdMs: hourMs })
  const release = await starts(never)
  const leaving = new AbortController()
  const given = starts(leaving.signal)
  const next = starts(never)
  leaving.abort()
  expect(await given).toBeNull()
  expect(await starts(leaving.signal)).toBeNull()
  release?.()
  const last = await next
  expect(last).not.toBeNull()
  last?.()
})
