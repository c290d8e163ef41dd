import { recordingInputSchema } from '@tapedeck/contracts'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../input/usage-error.ts'
import { recordRequest } from './record-request.ts'

const url = 'rtmp://live.example.com/live/a'

describe('the request of record', () => {
  test.each([
    ['nothing but the address', {}],
    ['every format', { format: ['mp4', 'flv', 'm3u8', 'cmaf'] as const, cycle: 60, slice: 5 }],
    ['a stored template', { template: 'tpl_1', id: 'a', name: 'n', tag: ['x'], storage: 'nas' }],
    ['a receiver', { notifyUrl: 'https://example.com/hook', wait: 1, mergeWindow: 5 }],
  ])('is accepted by the API: %s', (_, options) => {
    const body = recordRequest(url, { ...options } as Parameters<typeof recordRequest>[1])
    expect(recordingInputSchema.safeParse(body).error).toBeUndefined()
  })

  test('refuses what a template already says', () => {
    expect(() => recordRequest(url, { template: 't', cycle: 5 })).toThrow(UsageError)
  })

  test('refuses slices of formats that have none', () => {
    expect(() => recordRequest(url, { slice: 5 })).toThrow(UsageError)
  })
})
