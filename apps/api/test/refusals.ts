import { expect } from 'vitest'
import type { Call, TestApi } from './api-fixture.ts'

/** A request that is refused: with which status and code, naming which field; null for none. */
export type Refusal = [
  title: string,
  call: Call,
  status: number,
  code: string,
  field: string | null,
]

/** A request whose field is not valid. */
export const invalid = (title: string, call: Call, field: string): Refusal => [
  title,
  call,
  400,
  'INPUT_INVALID',
  field,
]

/** Sends the request: the answer must be a problem that names the field, and nothing may have changed. */
export const expectRefused = async (
  api: TestApi,
  [_title, call, status, code, field]: Refusal,
): Promise<string> => {
  const before = await api.contents()
  const answer = await api.call(call)
  expect(answer.body).toMatchObject({ status, code, type: `urn:tapedeck:error:${code}` })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.body.title).not.toBe('')
  expect((answer.body.errors ?? []).map((error) => error.field)).toEqual(
    field === null ? [] : expect.arrayContaining([field]),
  )
  expect(await api.contents()).toEqual(before)
  return answer.text
}
