/** The head of every answer of server-sent events. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  // so that a closing API has nothing left to wait for once the stream has ended
  connection: 'close',
} as const
