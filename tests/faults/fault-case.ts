import { describe, test } from 'vitest'
import { type FaultResult, isLong, keepResult } from './fault-result.ts'
import { type FaultOptions, runFault } from './fault-run.ts'

/** A fault with what must come of it. */
export type FaultCase = FaultOptions & {
  /** Also run in the short form that is part of `npm test`. */
  isInShortForm?: boolean
  expect(result: FaultResult): void
}

const caseTimeoutMs = 600_000

/** Runs the cases of the chosen form one after the other and keeps their results for the report, also of those that fail. */
export const describeFaults = (title: string, cases: readonly FaultCase[]): void => {
  describe(title, () => {
    const chosen = cases.filter(({ isInShortForm }) => isLong || isInShortForm === true)
    if (chosen.length === 0)
      test('all of them', (context) => context.skip('only with npm run test:faults -- --long'))
    for (const one of chosen)
      test(one.fault, { timeout: caseTimeoutMs }, async () => {
        const result = await runFault(one)
        await keepResult(result)
        one.expect(result)
      })
  })
}
