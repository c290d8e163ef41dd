import { parseInput } from '@tapedeck/contracts'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'

/** Validates a part of a request by its zod schema; the error names every field that is wrong. */
export const compileValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    try {
      return { value: parseInput(schema, data) }
    } catch (error) {
      return { error: error as Error }
    }
  }

/**
 * Reads JSON bodies only. An empty body counts as absent: routes that need one say what is missing, and the
 * others do not care whether a client sends the content type along.
 */
export const readJsonBodies = (api: FastifyInstance): void => {
  const parse = api.getDefaultJsonParser('error', 'error')
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
}
