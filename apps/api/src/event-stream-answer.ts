import type { FastifyRequest } from 'fastify'

/** The head of every answer of server-sent events. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  // so that a closing API has nothing left to wait for once the stream has ended
  connection: 'close',
} as const

/** After so long a reader of an event stream has to come again, and to show its key. */
export const maxEventStreamMs = 600_000

/** JSON for those who ask for it and not for a stream. */
export const wantsJson = ({ headers: { accept = '' } }: Pick<FastifyRequest, 'headers'>): boolean =>
  accept.includes('application/json') && !accept.includes('text/event-stream')
