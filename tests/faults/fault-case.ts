import { describe, test } from 'vitest'
import { type FaultForm, type FaultResult, form, keepResult } from './fault-result.ts'
import { type FaultOptions, runFault } from './fault-run.ts'

/** A fault with what must come of it. */
export type FaultCase = FaultOptions & {
  /** In which it is run; in the long one when absent. */
  forms?: readonly FaultForm[]
  expect(result: FaultResult): void
}

/** Beside the length of the stream. */
const caseTimeoutMs = 600_000

const longAlone: readonly FaultForm[] = ['long']

/** Runs the cases of the chosen form one after the other and keeps their results for the report, also of those that fail. */
export const describeFaults = (title: string, cases: readonly FaultCase[]): void => {
  describe(title, () => {
    const chosen = cases.filter(({ forms = longAlone }) => forms.includes(form))
    if (chosen.length === 0)
      test('all of them', (context) =>
        context.skip('only with another form of npm run test:faults'))
    for (const one of chosen)
      test(one.fault, { timeout: one.seconds * 1000 + caseTimeoutMs }, async () => {
        const result = await runFault(one)
        await keepResult(result)
        one.expect(result)
      })
  })
}
