/** PATCH among them: a change names what is to be, so that it comes to the same twice. */
const repeatableMethods = new Set(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Commands that change nothing when they are given twice. */
const repeatableCommand = /\/(stop|pause|resume|drain|check)$/

/** Whether a request that may have been carried out may be sent again. */
export const isRepeatable = (request: Request): boolean =>
  repeatableMethods.has(request.method) ||
  request.headers.has('idempotency-key') ||
  repeatableCommand.test(new URL(request.url).pathname)
