import { describe, expect, it } from 'vitest'
import { createLogger } from './logger.ts'
import { Releasers } from './releasers.ts'

const setUp = (timeoutMs = 1000) => {
  const lines: string[] = []
  const logger = createLogger({ app: 'test', destination: { write: (line) => lines.push(line) } })
  return { releasers: new Releasers(logger, { timeoutMs }), lines }
}

describe('Releasers', () => {
  it('releases last first and waits for each', async () => {
    const { releasers } = setUp()
    const order: string[] = []
    releasers.add('first', () => {
      order.push('first')
    })
    releasers.add('second', async () => {
      await Promise.resolve()
      order.push('second')
    })
    expect(await releasers.releaseAll()).toBe(true)
    expect(order).toEqual(['second', 'first'])
  })

  it('goes on past a release that throws, rejects or hangs, and names each in the log', async () => {
    const { releasers, lines } = setUp(5)
    let isReached = false
    releasers.add('reached', () => {
      isReached = true
    })
    releasers.add('throws', () => {
      throw new Error('no')
    })
    releasers.add('rejects', () => Promise.reject(new Error('no')))
    releasers.add('hangs', () => new Promise(() => {}))
    expect(await releasers.releaseAll()).toBe(false)
    expect(isReached).toBe(true)
    expect(lines.map((line) => JSON.parse(line).released)).toEqual(['hangs', 'rejects', 'throws'])
  })

  it('gives a release its own time, and the others theirs', async () => {
    const { releasers, lines } = setUp(5)
    const late = () => new Promise<void>((resolve) => setTimeout(resolve, 50))
    releasers.add('late', late)
    releasers.add('late with time', late, { timeoutMs: 20_000 })
    expect(await releasers.releaseAll()).toBe(false)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { released: 'late', err: { message: 'not released within 5 ms' } },
    ])
  })

  it('releases each thing once', async () => {
    const { releasers } = setUp()
    let count = 0
    releasers.add('one', () => {
      count++
    })
    await releasers.releaseAll()
    await releasers.releaseAll()
    expect(count).toBe(1)
  })
})
