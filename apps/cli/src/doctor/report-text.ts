import { printable } from '../output/printable.ts'
import type { CheckName, Finding, FindingState } from './finding.ts'

/** Words of one width, the loud one in capitals: colours do not get into log files. */
const words: Record<FindingState, string> = {
  ok: 'ok     ',
  warning: 'warning',
  problem: 'PROBLEM',
  skipped: 'skipped',
}
const indent = ' '.repeat(11)

/** One check with what it found. */
export const checkText = (check: CheckName, findings: readonly Finding[]): string =>
  [
    check,
    ...findings.flatMap(({ state, what, mend }) => [
      `  ${words[state]}  ${printable(what)}`,
      ...(mend === null ? [] : [`${indent}${printable(mend)}`]),
    ]),
    '',
  ].join('\n')

const counted = (count: number, one: string): string =>
  `${count === 0 ? 'no' : count} ${one}${count === 1 ? '' : 's'}`

/** The last line. */
export const summaryText = (findings: readonly Finding[]): string => {
  const count = (state: FindingState): number =>
    findings.filter((finding) => finding.state === state).length
  return `${counted(count('problem'), 'problem')}, ${counted(count('warning'), 'warning')}\n`
}
