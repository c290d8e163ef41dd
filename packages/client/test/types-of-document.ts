import openapiTypescript, { astToString } from 'openapi-typescript'

type Operation = { responses: Record<string, unknown> }
type Document = { paths: Record<string, Record<string, Operation>> }

const head = `/* Generated from the API's OpenAPI document by \`npm run client:types\`: not written by hand. */\n\n`

const problem = {
  description: 'An error of docs/errors.md',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Every error of every route is a problem: told once, the types are half as long. */
const withOneError = (document: Document): Document => {
  const { paths, ...rest } = structuredClone(document)
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    const successes = Object.entries(operation.responses).filter(([status]) => Number(status) < 400)
    operation.responses = { ...Object.fromEntries(successes), default: problem }
  }
  return { ...rest, paths }
}

/** TypeScript types of everything that an OpenAPI document describes, as the source of a module. */
export const typesOfDocument = async (document: object): Promise<string> => {
  const types = await openapiTypescript(withOneError(document as Document) as never, {
    defaultNonNullable: false,
  })
  return `${head}${astToString(types)}`
}
