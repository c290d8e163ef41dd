import { STATUS_CODES } from 'node:http'

type Json = Record<string, unknown>

const refPrefix = '#/components/schemas/'

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Names of the schemas that a part of the document refers to. */
const namesIn = (value: unknown, into: Set<string>): Set<string> => {
  if (!isObject(value)) return into
  for (const [key, inner] of Object.entries(value))
    if (key === '$ref' && typeof inner === 'string' && inner.startsWith(refPrefix))
      into.add(inner.slice(refPrefix.length))
    else namesIn(inner, into)
  return into
}

/** Names reached from the paths, directly or through other schemas. */
const usedNames = (paths: unknown, schemas: Json): Set<string> => {
  const used = namesIn(paths, new Set())
  // grows while it is walked, until nothing new is found
  for (const name of used) namesIn(schemas[name], used)
  return used
}

/** The provider appends "Input" to what is sent; a name that is used one way only does not need it. */
const shortNames = (used: ReadonlySet<string>): Map<string, string> =>
  new Map(
    [...used]
      .filter((name) => name.endsWith('Input') && !used.has(name.slice(0, -'Input'.length)))
      .map((name) => [name, name.slice(0, -'Input'.length)]),
  )

const maxInteger = Number.MAX_SAFE_INTEGER

/** True for what the schema says only because JavaScript's numbers are what they are, or says twice. */
const isNoise = (schema: Json, key: string, isAnswer: boolean): boolean => {
  if (key === 'pattern') return schema.format === 'date-time'
  if (key === 'minimum') return schema[key] === -maxInteger
  if (key === 'maximum') return schema[key] === maxInteger
  // answers may grow fields; only what is sent must not hold unknown ones
  return key === 'additionalProperties' && isAnswer && schema[key] === false
}

type Tidying = { names: ReadonlyMap<string, string>; isAnswer: boolean }

const tidy = (value: unknown, how: Tidying): unknown => {
  if (Array.isArray(value)) return value.map((inner) => tidy(inner, how))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isNoise(value, key, how.isAnswer))
      .map(([key, inner]) => {
        if (key === '$ref' && typeof inner === 'string') {
          const name = inner.slice(refPrefix.length)
          return [key, `${refPrefix}${how.names.get(name) ?? name}`]
        }
        return [key, tidy(inner, { ...how, isAnswer: how.isAnswer || key === 'responses' })]
      }),
  )
}

/** Successful answers are described by what their status means. */
const withDescriptions = (responses: Json): Json =>
  Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => [
      status,
      isObject(answer) && answer.description === 'Default Response'
        ? { ...answer, description: STATUS_CODES[status] }
        : answer,
    ]),
  )

const isNull = (schema: unknown): boolean => isObject(schema) && schema.type === 'null'

/** A body that may be null may be left out. */
const withOptionalBody = (operation: Json): Json => {
  const body = operation.requestBody
  if (!isObject(body) || !isObject(body.content)) return operation
  const media = body.content['application/json']
  const schema = isObject(media) ? media.schema : undefined
  if (!isObject(schema) || !Array.isArray(schema.anyOf) || !schema.anyOf.some(isNull))
    return operation
  const [only] = schema.anyOf.filter((entry) => !isNull(entry))
  return {
    ...operation,
    requestBody: { ...body, required: false, content: { 'application/json': { schema: only } } },
  }
}

const eachOperation = (paths: Json, change: (operation: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Json).map(([method, operation]) => [
          method,
          change(operation as Json),
        ]),
      ),
    ]),
  )

/** Takes out what no route uses, shortens names, and marks bodies that may be left out. */
export const tidyDocument = <T extends object>(document: T): T => {
  const { paths, components } = document as { paths: Json; components: { schemas: Json } & Json }
  const used = usedNames(paths, components.schemas)
  const names = shortNames(used)
  const schemas = Object.fromEntries(
    [...used]
      .sort()
      .map((name) => [
        names.get(name) ?? name,
        tidy(components.schemas[name], { names, isAnswer: !names.has(name) }),
      ]),
  )
  return {
    ...document,
    paths: eachOperation(tidy(paths, { names, isAnswer: false }) as Json, (operation) => ({
      ...withOptionalBody(operation),
      responses: withDescriptions(operation.responses as Json),
    })),
    components: { ...components, schemas },
  }
}
