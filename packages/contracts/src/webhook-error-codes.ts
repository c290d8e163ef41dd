import type { ErrorFacts } from './error-facts.ts'

/** Errors of webhooks. */
export const webhookErrors = {
  ENDPOINT_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such webhook endpoint',
  },
  ENDPOINT_DISABLED: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'The webhook endpoint is disabled',
  },
  DELIVERY_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such delivery',
  },
  DELIVERY_PENDING: {
    httpStatus: 409,
    retry: 'backoff',
    blame: 'caller',
    title: 'The delivery is still being made',
  },
  WEBHOOK_ADDRESS_REFUSED: {
    httpStatus: 422,
    retry: 'never',
    blame: 'caller',
    title: 'The webhook address is not allowed',
  },
  WEBHOOK_FAILED: {
    httpStatus: 502,
    retry: 'backoff',
    blame: 'destination',
    title: 'The receiver did not take the webhook',
  },
} as const satisfies Record<string, ErrorFacts>
