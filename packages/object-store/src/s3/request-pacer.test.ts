import { expect, test, vi } from 'vitest'
import { RequestPacer } from './request-pacer.ts'

/** A pacer with a clock that the test moves, and requests that the test ends. */
const start = (maxAtOnce: number) => {
  let nowMs = 0
  const pacer = new RequestPacer({ maxAtOnce, monotonic: () => nowMs })
  const open: (() => void)[] = []
  const ask = (count: number) => {
    for (let request = 0; request < count; request++)
      void pacer.run(() => new Promise<void>((resolve) => open.push(resolve)))
  }
  return {
    pacer,
    open,
    ask,
    passMs: (ms: number) => {
      nowMs += ms
    },
    now: () => nowMs,
  }
}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

test('requests go at once up to the bound, then one for each that ends, in order', async () => {
  const { ask, open } = start(3)
  ask(5)
  await settle()
  expect(open).toHaveLength(3)
  open[1]?.()
  await settle()
  expect(open).toHaveLength(4)
})

test('a burst of slow-downs halves the requests at once, and only once', () => {
  const { pacer, ask, now, passMs } = start(64)
  ask(64)
  const startedAtMs = now()
  passMs(10)
  for (let refused = 0; refused < 20; refused++) pacer.slowDown(startedAtMs, null)
  expect(pacer.atOnce).toBe(32)
  passMs(10)
  pacer.slowDown(now(), null)
  expect(pacer.atOnce).toBe(16)
})

test('it never stops altogether, and each success lets one more go', () => {
  const { pacer, now, passMs } = start(4)
  for (let refused = 0; refused < 9; refused++) {
    passMs(1)
    pacer.slowDown(now(), null)
  }
  expect(pacer.atOnce).toBe(1)
  passMs(1)
  for (let carriedOut = 0; carriedOut < 9; carriedOut++) pacer.succeeded(now())
  expect(pacer.atOnce).toBe(4)
})

test('a success from before the slow-down does not count', () => {
  const { pacer, ask, passMs } = start(8)
  ask(8)
  passMs(5)
  pacer.slowDown(5, null)
  pacer.succeeded(2)
  expect(pacer.atOnce).toBe(4)
})

test('nothing begins during the pause, which doubles, and which the service may make longer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { pacer, ask, open, passMs, now } = start(8)
    const pass = async (ms: number) => {
      passMs(ms)
      vi.advanceTimersByTime(ms)
      await settle()
    }
    pacer.slowDown(now(), null)
    ask(1)
    await pass(99)
    expect(open).toHaveLength(0)
    await pass(1)
    expect(open).toHaveLength(1)
    pacer.slowDown(now(), null)
    open[0]?.()
    ask(1)
    await pass(199)
    expect(open).toHaveLength(1)
    await pass(1)
    expect(open).toHaveLength(2)
    pacer.slowDown(now(), 3000)
    open[1]?.()
    ask(1)
    await pass(2999)
    expect(open).toHaveLength(2)
    await pass(1)
    expect(open).toHaveLength(3)
  } finally {
    vi.useRealTimers()
  }
})

test('a closed one holds nobody back', async () => {
  const { pacer, ask, open, now } = start(1)
  pacer.slowDown(now(), 30_000)
  ask(3)
  pacer.close()
  await settle()
  expect(open).toHaveLength(3)
})
