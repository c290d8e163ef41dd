import type { InspectedConfig, InspectedProblem } from '@tapedeck/config'
import { type Finding, ok, problem } from './finding.ts'

const mendOf = ({ variable, message }: InspectedProblem): string => {
  const where = 'the environment of the service; docs/operations.md lists every variable.'
  if (message.includes('is required')) return `Set ${variable} in ${where}`
  if (message.startsWith('is not a known')) return `Take ${variable} out of ${where}`
  return `Set ${variable} right in ${where}`
}

/** Every problem for which an app would not start. */
export const checkConfiguration = ({ problems }: InspectedConfig): Finding[] =>
  problems.length === 0
    ? [ok('config_valid', 'every TAPEDECK_ variable is known and right')]
    : problems.map((found) => {
        const apps = found.apps.length === 0 ? 'command line' : found.apps.join(', ')
        const what = `${found.variable} ${found.message} (${apps})`
        return problem('config_invalid', what, mendOf(found))
      })
