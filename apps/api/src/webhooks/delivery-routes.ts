import {
  deliveryViewSchema,
  deliveryWithAttemptsSchema,
  TapedeckError,
  toDeliveryView,
  toDeliveryWithAttempts,
} from '@tapedeck/contracts'
import { type Delivery, deliveryStates } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems, bodyErrors } from '../openapi/answers.ts'
import { pageOf, pageQuery } from '../paging.ts'
import { enabledEndpoint } from './find-endpoint.ts'
import { wakeLanes } from './wake-lanes.ts'

const tags = ['webhooks']
const params = z.strictObject({ id: z.string() })
const noQuery = z.strictObject({})

const missing = (id: string): TapedeckError =>
  new TapedeckError('DELIVERY_NOT_FOUND', { detail: `There is no delivery "${id}".` })

/** @throws TapedeckError DELIVERY_NOT_FOUND, DELIVERY_PENDING, ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED */
const replay = async (context: ApiContext, id: string): Promise<Delivery> => {
  const { deliveries } = context.store
  const known = await deliveries.get(id)
  if (known === null) throw missing(id)
  // it would be given up as soon as its turn comes
  if (known.receiver.kind === 'endpoint') await enabledEndpoint(context, known.receiver.endpointId)
  const result = await deliveries.replay(id)
  switch (result.outcome) {
    case 'queued':
      await wakeLanes(context, [result.delivery.lane])
      return result.delivery
    case 'pending':
      throw new TapedeckError('DELIVERY_PENDING', {
        detail: `The delivery "${id}" was not given up: it is tried until it is.`,
      })
    case 'missing':
      throw missing(id)
  }
}

const listQuery = z.strictObject({
  ...pageQuery,
  recordingId: z.string().min(1).max(64).optional(),
  endpointId: z.string().min(1).max(64).optional(),
  state: z.enum(deliveryStates).optional(),
})

/** What became of events on their way to receivers. */
export const deliveryRoutes = (api: ApiServer, context: ApiContext): void => {
  const { deliveries } = context.store
  api.get(
    '/webhooks/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        summary: 'List deliveries, newest first',
        description:
          'Finished ones are kept for seven days, and 200,000 at most. A page may hold fewer than `limit` and yet have a next one.',
        tags,
        querystring: listQuery,
        response: { 200: pageOf(deliveryViewSchema), ...apiProblems() },
      },
    },
    async ({ query: { limit, cursor = null, ...wanted } }) => {
      const { recordingId = null, endpointId = null, state = null } = wanted
      const filter = { recordingId, endpointId, state }
      const page = await deliveries.list(filter, { limit, cursor })
      return { items: page.items.map(toDeliveryView), nextCursor: page.nextCursor }
    },
  )
  api.get(
    '/webhooks/deliveries/:id',
    {
      schema: {
        operationId: 'getDelivery',
        summary: 'Get a delivery with what became of each try',
        tags,
        params,
        querystring: noQuery,
        response: { 200: deliveryWithAttemptsSchema, ...apiProblems('DELIVERY_NOT_FOUND') },
      },
    },
    async ({ params: { id } }) => {
      const delivery = await deliveries.get(id)
      if (delivery === null) throw missing(id)
      return toDeliveryWithAttempts(delivery)
    },
  )
  api.post(
    '/webhooks/deliveries/:id/replay',
    {
      schema: {
        operationId: 'replayDelivery',
        summary: 'Send an event to its receiver again',
        description:
          'Behind what the receiver is still to be told of the same recording, with the same event id.',
        tags,
        params,
        querystring: noQuery,
        body: z.strictObject({}).nullable(),
        response: {
          202: deliveryViewSchema,
          ...apiProblems(
            ...bodyErrors,
            'DELIVERY_NOT_FOUND',
            'DELIVERY_PENDING',
            'ENDPOINT_NOT_FOUND',
            'ENDPOINT_DISABLED',
          ),
        },
      },
    },
    async ({ params: { id } }, reply) =>
      reply.code(202).send(toDeliveryView(await replay(context, id))),
  )
}
