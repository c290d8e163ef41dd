import { problemContentType } from '@tapedeck/contracts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

const answerProblems = (responses: Json): string[] =>
  Object.entries(responses).flatMap(([status, answer]) => {
    const { description, content } = answer as { description?: string; content?: Json }
    const problems: string[] = []
    if (!description) problems.push(`${status} has no description`)
    if (Number(status) >= 400 && content?.[problemContentType] === undefined)
      problems.push(`${status} is not ${problemContentType}`)
    return problems
  })

const operationProblems = (operation: Json): string[] => {
  const problems: string[] = []
  for (const field of ['operationId', 'summary'])
    if (typeof operation[field] !== 'string') problems.push(`has no ${field}`)
  if (!Array.isArray(operation.tags) || operation.tags.length === 0) problems.push('has no tag')
  const responses = isObject(operation.responses) ? operation.responses : {}
  const statuses = Object.keys(responses).map(Number)
  if (!statuses.some((status) => status >= 200 && status < 300))
    problems.push('has no successful response')
  // security [] stands for a route without a key
  const needed = Array.isArray(operation.security) ? [500] : [400, 401, 500, 503]
  for (const status of needed)
    if (!statuses.includes(status)) problems.push(`does not say ${status}`)
  return [...problems, ...answerProblems(responses)]
}

const danglingRefs = (value: unknown, schemas: Json): string[] => {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== '$ref') return danglingRefs(inner, schemas)
    const name = String(inner).split('/').at(-1) ?? ''
    return schemas[name] === undefined ? [`${String(inner)} is not there`] : []
  })
}

/**
 * What the OpenAPI document lacks for its readers: every route needs a summary, an id, a tag, its answers, and
 * problem+json for every error. Whether the document is valid OpenAPI is another question.
 */
export const documentProblems = (document: object): string[] => {
  const { paths, components } = document as { paths: Json; components: { schemas: Json } }
  const seen = new Set<unknown>()
  const problems = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Json).flatMap(([method, operation]) => {
      const { operationId } = operation as Json
      const found = operationProblems(operation as Json)
      if (seen.has(operationId)) found.push(`repeats the operationId ${String(operationId)}`)
      seen.add(operationId)
      return found.map((problem) => `${method.toUpperCase()} ${path} ${problem}`)
    }),
  )
  return [...problems, ...danglingRefs(document, components.schemas)]
}
