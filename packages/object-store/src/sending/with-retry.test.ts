import { TapedeckError } from '@tapedeck/contracts'
import { expect, test } from 'vitest'
import { type RetryOptions, withRetry } from './with-retry.ts'

const policy = { firstDelayMs: 1, maxDelayMs: 2, factor: 2, attempts: 3 }
const optionsWith = (more: Partial<RetryOptions> = {}) => {
  const told: [string, number][] = []
  const options: RetryOptions = {
    retry: policy,
    random: () => 0,
    signal: new AbortController().signal,
    onRetry: (error, attempt) => told.push([error.code, attempt]),
    ...more,
  }
  return { options, told }
}
const failing = (times: number, error: Error) => {
  let calls = 0
  return {
    calls: () => calls,
    action: async () => {
      calls++
      if (calls <= times) throw error
      return 'done'
    },
  }
}

test('storage errors are tried again, refused credentials among them', async () => {
  const { options, told } = optionsWith()
  const { action } = failing(2, new TapedeckError('STORAGE_DENIED'))
  expect(await withRetry(options, action)).toBe('done')
  expect(told).toEqual([
    ['STORAGE_DENIED', 1],
    ['STORAGE_DENIED', 2],
  ])
})

test('the last error is thrown when the policy ends', async () => {
  const { options, told } = optionsWith()
  const { action, calls } = failing(9, new TapedeckError('STORAGE_UNREACHABLE'))
  await expect(withRetry(options, action)).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' })
  expect([calls(), told.length]).toEqual([3, 2])
})

test.each([new TapedeckError('LEASE_LOST'), new Error('a bug')])(
  '%s is thrown at once',
  async (error) => {
    const { options } = optionsWith()
    const { action, calls } = failing(9, error)
    await expect(withRetry(options, action)).rejects.toBe(error)
    expect(calls()).toBe(1)
  },
)

test('the signal ends a long wait with its reason', async () => {
  const controller = new AbortController()
  const reason = new Error('shutting down')
  const { options } = optionsWith({
    retry: { ...policy, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
    signal: controller.signal,
    onRetry: () => controller.abort(reason),
  })
  const { action } = failing(9, new TapedeckError('STORAGE_FAILED'))
  await expect(withRetry(options, action)).rejects.toBe(reason)
})

test('nothing is tried after the signal', async () => {
  const { options } = optionsWith({ signal: AbortSignal.abort(new Error('over')) })
  const { action, calls } = failing(0, new Error('unused'))
  await expect(withRetry(options, action)).rejects.toThrow('over')
  expect(calls()).toBe(0)
})
