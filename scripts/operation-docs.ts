/** One operation of the API, as the client's generated types name it. */
type Operation = { method: string; path: string; summary: string }

const pathLine = /^ {4}"(\/[^"]*)": \{$/
const summaryLine = /^ {8}\/\*\* (.+) \*\/$/
const firstLine = /^ {9}\* (?!@)(.+)$/
const operationLine = /^ {8}(get|put|post|delete|patch): operations\[/

/**
 * Reads the operations out of the types that are generated from the OpenAPI document: a test of packages/client keeps those
 * as the API is, so that nothing has to be started here.
 */
const operationsOf = (types: string): Operation[] => {
  const found: Operation[] = []
  let path = ''
  let summary = ''
  for (const line of types.split('\n')) {
    if (line.startsWith('export interface webhooks') || line.startsWith('export type webhooks'))
      break
    path = pathLine.exec(line)?.[1] ?? path
    if (line === '        /**') summary = ''
    summary =
      summaryLine.exec(line)?.[1] ?? (summary === '' ? (firstLine.exec(line)?.[1] ?? '') : summary)
    const method = operationLine.exec(line)?.[1]
    if (method === undefined) continue
    found.push({ method: method.toUpperCase(), path, summary })
    summary = ''
  }
  return found
}

/** The first word behind /v1: what an operation is about. */
const subjectOf = ({ path }: Operation): string => /^\/v1\/([^/?]+)/.exec(path)?.[1] ?? ''

/** The table of docs/api.md, by subject. */
export const operationTable = (types: string): string => {
  const operations = operationsOf(types)
  const subjects = [...new Set(operations.map(subjectOf))].sort()
  return [
    '| request | what it does |',
    '| --- | --- |',
    ...subjects.flatMap((subject) =>
      operations
        .filter((operation) => subjectOf(operation) === subject)
        .map(({ method, path, summary }) => `| \`${method} ${path}\` | ${summary} |`),
    ),
  ].join('\n')
}
