import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { OrderedReads } from './ordered-reads.ts'

/** Reads of one record, each of which shows the state at its beginning when it is told to. */
const record = () => {
  const reads = new OrderedReads()
  const answers: (() => void)[] = []
  const seen: number[] = []
  let state = 0
  const read = () =>
    reads.read('rec_1', async () => {
      const shown = state
      await new Promise<void>((resolve) => answers.push(resolve))
      seen.push(shown)
    })
  const change = (): void => {
    state += 1
  }
  return { reads, answers, seen, read, change }
}

test('a read that takes long is not overtaken by one that began later', async () => {
  const { answers, seen, read, change } = record()
  const first = read()
  change()
  const second = read()
  await delay(5)
  expect(answers).toHaveLength(1)
  answers[0]?.()
  await first
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.()
  await second
  expect(seen).toEqual([0, 1])
})

test('those that wait are one read, which begins behind all of them', async () => {
  const { answers, seen, read, change } = record()
  const first = read()
  const waiting = [read(), read(), read()]
  change()
  answers[0]?.()
  await first
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.()
  await Promise.all(waiting)
  expect([seen, answers.length]).toEqual([[0, 1], 2])
})

test("a read that fails is its caller's to repeat, and holds up no other", async () => {
  const { reads, answers, seen, read } = record()
  const failed = reads.read('rec_1', async () => Promise.reject(new Error('Redis is away')))
  const next = read()
  await expect(failed).rejects.toThrow('Redis is away')
  await expect.poll(() => answers.length).toBe(1)
  answers[0]?.()
  await next
  expect(seen).toEqual([0])
})

test('reads of other things do not wait', async () => {
  const { reads, read, answers } = record()
  const first = read()
  let isRead = false
  await reads.read('rec_2', async () => {
    isRead = true
  })
  expect(isRead).toBe(true)
  answers[0]?.()
  await first
})
