import { variablesOf } from './naming-pattern.ts'
import type { StreamName } from './recording.ts'
import { sourceUrlProblem } from './source-url.ts'

/** Variables of pull URL patterns. */
export const pullUrlVariables = ['domain', 'app', 'stream'] as const

/** One value as one segment of a URL: nothing in it can end the segment, begin a query or lead out of the path. */
const segment = (value: string): string => {
  const encoded = encodeURIComponent(value)
  return encoded === '.' || encoded === '..' ? encoded.replaceAll('.', '%2E') : encoded
}

/** The source URL of a stream. The pattern must have no problems. May carry a key: never log it. */
export const fillPullUrl = (pattern: string, stream: StreamName): string =>
  pullUrlVariables.reduce(
    (url, name) => url.replaceAll(`{${name}}`, () => segment(stream[name])),
    pattern,
  )

const sample: StreamName = { domain: 'sample.example.com', app: 'sample', stream: 'sample' }

/** What is wrong with a pull URL pattern, in words for the caller; empty when nothing is. */
export const pullUrlProblems = (pattern: string): string[] => {
  const problems: string[] = []
  const names = variablesOf(pattern)
  const unknown = names.filter((name) => !pullUrlVariables.some((known) => known === name))
  if (unknown.length > 0)
    problems.push(
      `has unknown variables ${unknown.map((name) => `{${name}}`).join(', ')}; allowed are {domain} {app} {stream}`,
    )
  if (!names.includes('stream')) problems.push('must contain {stream}')
  const filled = fillPullUrl(pattern, sample)
  if (unknown.length === 0 && /[{}]/.test(filled)) problems.push('has an unpaired brace')
  const problem = sourceUrlProblem(filled)
  if (problems.length === 0 && problem !== null) problems.push(problem)
  return problems
}
