import type { ErrorFacts } from './error-facts.ts'

/** Errors of domains, rules, live streams and ingest sources. */
export const streamErrors = {
  DOMAIN_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such domain',
  },
  DOMAIN_EXISTS: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'There is a domain of that name',
  },
  DOMAIN_IN_USE: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'Rules or ingest sources name the domain',
  },
  RULE_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such rule',
  },
  RULE_EXISTS: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'Another rule has this pattern',
  },
  RULE_EXECUTING: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'A stream is being recorded by the rule',
  },
  STREAM_UNKNOWN: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'Nothing is known of the stream',
  },
  STREAM_NOT_LIVE: {
    httpStatus: 409,
    retry: 'never',
    blame: 'source',
    title: 'The stream is not published',
  },
  STREAM_ALREADY_RECORDED: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'The stream is being recorded',
  },
  STREAM_NOT_RECORDED: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'The stream is not being recorded',
  },
  STREAM_NOT_RULED: {
    httpStatus: 422,
    retry: 'never',
    blame: 'caller',
    title: 'No rule matches the stream',
  },
  SOURCE_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such ingest source',
  },
  INGEST_DENIED: {
    httpStatus: 401,
    retry: 'never',
    blame: 'caller',
    title: 'The notification does not carry the secret of its source',
  },
} as const satisfies Record<string, ErrorFacts>
