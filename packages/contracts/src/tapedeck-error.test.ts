import { expect, test } from 'vitest'
import { errorCodes, errorTable } from './error-codes.ts'
import { problemSchema, toProblem } from './problem.ts'
import { isTapedeckError, TapedeckError, toTapedeckError } from './tapedeck-error.ts'

test('every code becomes problem details that fit their own schema', () => {
  for (const code of errorCodes) {
    const problem = toProblem(
      new TapedeckError(code, { problems: [{ field: 'a', message: 'b' }] }),
      '/v1/x',
    )
    expect(problemSchema.parse(problem)).toMatchObject({
      code,
      status: errorTable[code].httpStatus,
    })
  }
})

test('what only the service can mend is never answered as the fault of the caller', () => {
  for (const code of errorCodes) {
    const { httpStatus, blame } = errorTable[code]
    if (blame === 'caller') expect(httpStatus).toBeLessThan(500)
    if (code === 'SERVICE_BUG') expect(httpStatus).toBe(500)
  }
})

test('an unknown error becomes a SERVICE_BUG that keeps its cause and shows nothing of it', () => {
  const cause = new Error('rtmp://host/app/secretkey')
  const error = toTapedeckError(cause)
  expect(error).toMatchObject({ code: 'SERVICE_BUG', cause })
  expect(JSON.stringify(toProblem(error))).not.toContain('secretkey')
  expect(toTapedeckError(error)).toBe(error)
  expect(isTapedeckError(cause)).toBe(false)
})
