import { TapedeckError } from '@tapedeck/contracts'
import { expect, test } from 'vitest'
import { type ReliableContext, reliably } from './reliably.ts'

const quick = { firstDelayMs: 1, maxDelayMs: 2, factor: 2, attempts: 4 }

/** A context that counts what failed, and a task that fails a number of times. */
const trial = (failures: number, error: unknown, part: Partial<ReliableContext> = {}) => {
  const seen = { tries: 0, told: [] as unknown[] }
  const context: ReliableContext = {
    retry: quick,
    random: () => 0.5,
    signal: new AbortController().signal,
    onStorageRetry: (failure) => seen.told.push(failure),
    ...part,
  }
  const task = async (): Promise<string> => {
    seen.tries += 1
    if (seen.tries <= failures) throw error
    return 'done'
  }
  return { seen, context, task }
}

test('a task that succeeds runs once', async () => {
  const { seen, context, task } = trial(0, null)
  expect(await reliably(context, task)).toBe('done')
  expect(seen).toEqual({ tries: 1, told: [] })
})

test('a task that fails is tried again, and each failure is told', async () => {
  const failure = new TapedeckError('STORAGE_UNREACHABLE')
  const { seen, context, task } = trial(3, failure)
  expect(await reliably(context, task)).toBe('done')
  expect(seen).toEqual({ tries: 4, told: [failure, failure, failure] })
})

test('the last failure comes out when the tries are used up', async () => {
  const failure = new TapedeckError('STORAGE_DENIED')
  const { seen, context, task } = trial(9, failure)
  await expect(reliably(context, task)).rejects.toBe(failure)
  expect(seen.tries).toBe(quick.attempts)
})

test('a lost lease is not tried again', async () => {
  const failure = new TapedeckError('LEASE_LOST')
  const { seen, context, task } = trial(9, failure)
  await expect(reliably(context, task)).rejects.toBe(failure)
  expect(seen).toEqual({ tries: 1, told: [] })
})

test('an abort ends the wait between two tries', async () => {
  const stop = new AbortController()
  const { seen, context, task } = trial(9, new Error('away'), {
    retry: { ...quick, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
    signal: stop.signal,
    onStorageRetry: () => queueMicrotask(() => stop.abort()),
  })
  await expect(reliably(context, task)).rejects.toThrow(/abort/)
  expect(seen.tries).toBe(1)
})

test('nothing is tried once it is aborted', async () => {
  const reason = new TapedeckError('LEASE_LOST')
  const { seen, context, task } = trial(0, null, { signal: AbortSignal.abort(reason) })
  await expect(reliably(context, task)).rejects.toBe(reason)
  expect(seen.tries).toBe(0)
})
