import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { LiveSnapshot } from '@tapedeck/contracts'
import { afterEach, expect, test } from 'vitest'
import { createLiveFeed } from './live-feed.ts'

/** A reader whose connection takes what it is told to take. */
class Connection extends EventEmitter {
  readonly written: string[] = []
  writableNeedDrain = false
  isDestroyed = false
  write(text: string): boolean {
    this.written.push(text)
    return true
  }
  destroy(): void {
    this.isDestroyed = true
  }
  get frames(): number {
    return this.written.filter((text) => text.startsWith('event: snapshot')).length
  }
}

let closing = new AbortController()
afterEach(() => {
  closing.abort()
  closing = new AbortController()
})

/** A feed on a clock that only the test moves; a second is over at once when it is moved by one. */
const feedOf = (take: () => number) => {
  let nowMs = 0
  const feed = createLiveFeed({
    take: async () => ({ at: String(take()) }) as LiveSnapshot,
    closing: closing.signal,
    onError: () => undefined,
    // every look at the clock finds half a second gone, so that nothing waits
    monotonic: () => {
      nowMs += 500
      return nowMs
    },
  })
  const add = (connection: Connection) => feed.add(connection as unknown as ServerResponse)
  return { feed, add }
}

test('a snapshot is taken once for all readers, and none without readers', async () => {
  let taken = 0
  const { add } = feedOf(() => ++taken)
  const [one, two] = [new Connection(), new Connection()]
  const leave = [add(one), add(two)]
  await expect.poll(() => one.frames).toBeGreaterThan(3)
  for (const release of leave) release()
  expect(two.frames).toBe(one.frames)
  expect(taken - one.frames).toBeLessThan(2)
  const takenThen = taken
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  expect(taken - takenThen).toBeLessThan(2)
})

test('a reader that takes nothing misses snapshots, and is cut off in the end', async () => {
  const { add } = feedOf(() => 1)
  const [slow, quick] = [new Connection(), new Connection()]
  const leave = [add(slow), add(quick)]
  await expect.poll(() => quick.frames).toBeGreaterThan(0)
  slow.writableNeedDrain = true
  const had = slow.frames
  await expect.poll(() => slow.isDestroyed).toBe(true)
  expect(slow.frames - had).toBeLessThan(2)
  for (const release of leave) release()
})
