import type { LookupAddress } from 'node:dns'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SharedLookupsOptions, shareLookups } from './shared-lookups.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const address: LookupAddress = { address: '192.0.2.1', family: 4 }
const timeout = { code: 'ETIMEOUT' }

/** Lookups that end when the test says so; `begun` are their names in order. */
const openLookups = (options: Partial<SharedLookupsOptions> = {}) => {
  const begun: string[] = []
  const running = new Map<string, PromiseWithResolvers<LookupAddress[]>>()
  const resolve = shareLookups({
    lookup: (hostname) => {
      begun.push(hostname)
      const answer = Promise.withResolvers<LookupAddress[]>()
      running.set(hostname, answer)
      return answer.promise
    },
    ...options,
  })
  /** Asks; what came of it so far is in `state`. */
  const ask = (hostname: string) => {
    const asked = { state: 'pending' as unknown }
    resolve(hostname).then(
      (addresses) => {
        asked.state = addresses
      },
      (error: unknown) => {
        asked.state = error
      },
    )
    return asked
  }
  const end = async (hostname: string, error?: Error): Promise<void> => {
    if (error === undefined) running.get(hostname)?.resolve([address])
    else running.get(hostname)?.reject(error)
    running.delete(hostname)
    await vi.advanceTimersByTimeAsync(0)
  }
  /** A whole lookup that takes so long. */
  const lookUp = async (hostname: string, tookMs: number): Promise<void> => {
    ask(hostname)
    await vi.advanceTimersByTimeAsync(tookMs)
    await end(hostname)
  }
  return { begun, ask, end, lookUp }
}

test('whoever asks while a name is looked up gets that answer, and later ones a fresh one', async () => {
  const { begun, ask, end } = openLookups()
  const early = [ask('a.test'), ask('a.test')]
  await vi.advanceTimersByTimeAsync(5000)
  early.push(ask('a.test'))
  expect(begun).toEqual(['a.test'])
  await end('a.test')
  expect(early.map(({ state }) => state)).toEqual([[address], [address], [address]])
  ask('a.test')
  expect(begun).toEqual(['a.test', 'a.test'])
})

test('a failure goes to all who wait for it, and the next one asks anew', async () => {
  const { begun, ask, end } = openLookups()
  const missing = Object.assign(new Error('no'), { code: 'ENOTFOUND' })
  const both = [ask('a.test'), ask('a.test')]
  await end('a.test', missing)
  expect(both.map(({ state }) => state)).toEqual([missing, missing])
  const again = ask('a.test')
  expect(begun).toHaveLength(2)
  await end('a.test')
  expect(again.state).toEqual([address])
})

test('a lookup that throws at once gives its place back', async () => {
  const resolve = shareLookups({
    lookup: (hostname) => {
      if (hostname === 'bad') throw new Error('not a name')
      return Promise.resolve([address])
    },
    slots: 1,
  })
  await expect(resolve('bad')).rejects.toThrow('not a name')
  await expect(resolve('bad')).rejects.toThrow('not a name')
  expect(await resolve('a.test')).toEqual([address])
})

test('however many names are slow, a quick one is looked up at once', async () => {
  const { begun, ask, lookUp } = openLookups()
  await lookUp('quick.test', 10)
  const names = Array.from({ length: 20 }, (_, n) => `slow-${n}.test`)
  for (const name of names) await lookUp(name, 8000)
  begun.length = 0
  const tries = names.map((name) => ask(name))
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual(['slow-0.test'])
  expect(tries.slice(1).map(({ state }) => state)).toEqual(
    names.slice(1).map(() => expect.objectContaining(timeout)),
  )
  ask('quick.test')
  expect(begun).toEqual(['slow-0.test', 'quick.test'])
})

test('new names take one thread between them, so that those which turn out slow leave one', async () => {
  const { begun, ask, end, lookUp } = openLookups()
  await lookUp('quick.test', 10)
  begun.length = 0
  const slow = ask('new-1.test')
  const waiting = [ask('new-2.test'), ask('new-3.test')]
  await lookUp('quick.test', 10)
  expect(begun).toEqual(['new-1.test', 'quick.test'])
  await vi.advanceTimersByTimeAsync(8000)
  await end('new-1.test')
  expect(slow.state).toEqual([address])
  expect(begun).toEqual(['new-1.test', 'quick.test', 'new-2.test'])
  await end('new-2.test')
  await end('new-3.test')
  expect(waiting.map(({ state }) => state)).toEqual([[address], [address]])
})

test('a quick name that turned slow leaves the other thread to quick ones while it is under way', async () => {
  const { begun, ask, end, lookUp } = openLookups()
  await lookUp('was-quick.test', 10)
  await lookUp('quick.test', 10)
  ask('was-quick.test')
  await vi.advanceTimersByTimeAsync(999)
  await lookUp('young.test', 0)
  expect(begun.at(-1)).toBe('young.test')
  await vi.advanceTimersByTimeAsync(1)
  ask('new.test')
  ask('quick.test')
  expect(begun.at(-1)).toBe('quick.test')
  await end('quick.test')
  expect(begun).not.toContain('new.test')
  await end('was-quick.test', new Error('no answer'))
  expect(begun.at(-1)).toBe('new.test')
})

test('a slow name that failed frees the thread, and is quick again when its next lookup is', async () => {
  const { begun, ask, end, lookUp } = openLookups()
  ask('a.test')
  await vi.advanceTimersByTimeAsync(8000)
  await end('a.test', new Error('no answer'))
  await lookUp('a.test', 10)
  ask('new.test')
  ask('a.test')
  expect(begun).toEqual(['a.test', 'a.test', 'new.test', 'a.test'])
})

test('what takes no thread of its own is bounded: names that wait, and how long they do', async () => {
  const { begun, ask, end } = openLookups({ maxWaiting: 1 })
  ask('slow.test')
  const waiting = ask('new-1.test')
  const refused = ask('new-2.test')
  await vi.advanceTimersByTimeAsync(30_001)
  expect(refused.state).toMatchObject(timeout)
  expect(waiting.state).toBe('pending')
  await end('slow.test')
  expect(waiting.state).toMatchObject(timeout)
  expect(begun).toEqual(['slow.test'])
  // nobody is in the way of the next one
  ask('new-1.test')
  expect(begun).toEqual(['slow.test', 'new-1.test'])
})

test('quick names wait for a thread too when none is free', async () => {
  const { begun, ask, end, lookUp } = openLookups()
  for (const name of ['a.test', 'b.test', 'c.test']) await lookUp(name, 10)
  begun.length = 0
  for (const name of ['a.test', 'b.test', 'c.test']) ask(name)
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual(['a.test', 'b.test'])
  await end('b.test')
  expect(begun).toEqual(['a.test', 'b.test', 'c.test'])
})
