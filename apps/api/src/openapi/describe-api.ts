import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'
import { schemaNames } from './schema-names.ts'
import { tidyDocument } from './tidy-document.ts'

const description = [
  'Records live streams into object storage.',
  'Every error is problem+json (RFC 9457) with a `code` of the error table and the fields that are wrong.',
  'Unknown fields are refused.',
].join(' ')

const tags = [
  { name: 'templates', description: 'How to record, and where to' },
  { name: 'storages', description: 'S3 storages besides the configured one' },
  { name: 'domains', description: 'Streaming domains, and where their streams are pulled from' },
  { name: 'rules', description: 'Which streams are recorded, how and when' },
  { name: 'sources', description: 'Media servers that tell of their streams' },
  { name: 'streams', description: 'Live streams, and commands to record them' },
  { name: 'recordings', description: 'Recordings, their files and events' },
  { name: 'recorders', description: 'Who records' },
  { name: 'events', description: 'The log of everything that happened' },
  { name: 'webhooks', description: 'Receivers of events, and what they are sent' },
  { name: 'api-keys', description: 'Keys of this API, and whose key is sent' },
  { name: 'access-keys', description: 'Keys of clients of the foreign APIs' },
  { name: 'health', description: 'For load balancers and Prometheus' },
]

/** Collects the OpenAPI document of all routes registered after it and serves it, with a page for people. */
export const describeApi = (api: FastifyInstance, publicUrl: string | null): void => {
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: schemaNames })
  api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tapedeck', version: '1', description },
      servers: [{ url: publicUrl ?? '/' }],
      tags,
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: schemaNames }),
    transformObject: (document) => tidyDocument(transformObject(document)),
  })
  api.register(swaggerUi, { routePrefix: '/docs', uiConfig: { docExpansion: 'list' } })
  api.register((scope, _options, done) => {
    scope.get('/openapi.json', { schema: { hide: true } as object }, async (_request, reply) =>
      reply.type('application/json').serializer(JSON.stringify).send(scope.swagger()),
    )
    done()
  })
}
