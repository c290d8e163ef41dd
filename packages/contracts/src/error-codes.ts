import { accessErrors } from './access-error-codes.ts'
import type { ErrorFacts } from './error-facts.ts'
import { streamErrors } from './stream-error-codes.ts'
import { webhookErrors } from './webhook-error-codes.ts'

export type * from './error-facts.ts'

/** Every error of Tapedeck. docs/errors.md lists the same rows, checked by a test. */
export const errorTable = {
  INPUT_INVALID: {
    httpStatus: 400,
    retry: 'never',
    blame: 'caller',
    title: 'The request is not valid',
  },
  BODY_NOT_JSON: {
    httpStatus: 400,
    retry: 'never',
    blame: 'caller',
    title: 'The body is not JSON',
  },
  BODY_TOO_LARGE: {
    httpStatus: 413,
    retry: 'never',
    blame: 'caller',
    title: 'The body is too large',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    httpStatus: 415,
    retry: 'never',
    blame: 'caller',
    title: 'The content type is not application/json',
  },
  KEY_MISSING: { httpStatus: 401, retry: 'never', blame: 'caller', title: 'No API key was sent' },
  KEY_INVALID: {
    httpStatus: 401,
    retry: 'never',
    blame: 'caller',
    title: 'The API key is not known',
  },
  ROUTE_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such address',
  },
  TEMPLATE_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such template',
  },
  TEMPLATE_IN_USE: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'A rule uses the template',
  },
  ...streamErrors,
  RECORDING_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such recording',
  },
  RECORDING_EXISTS: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'The id or Idempotency-Key was used for another request',
  },
  RECORDING_NOT_FINISHED: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'The recording is not finished',
  },
  RECORDING_NOT_RUNNING: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'The recording is not running',
  },
  FILE_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'The recording has no such file',
  },
  FILE_NOT_STORED: {
    httpStatus: 409,
    retry: 'backoff',
    blame: 'caller',
    title: 'The file is not in storage yet',
  },
  RANGE_NOT_SATISFIABLE: {
    httpStatus: 416,
    retry: 'never',
    blame: 'caller',
    title: 'The range lies outside of the file',
  },
  STORAGE_UNREACHABLE: {
    httpStatus: 422,
    retry: 'backoff',
    blame: 'destination',
    title: 'The storage cannot be reached',
  },
  STORAGE_DENIED: {
    httpStatus: 422,
    retry: 'never',
    blame: 'destination',
    title: 'The storage refuses the credentials',
  },
  STORAGE_NOT_FOUND: {
    httpStatus: 422,
    retry: 'never',
    blame: 'destination',
    title: 'The bucket or directory does not exist',
  },
  STORAGE_NOT_CONFIGURED: {
    httpStatus: 422,
    retry: 'never',
    blame: 'caller',
    title: 'This storage type is not configured',
  },
  STORAGE_FAILED: {
    httpStatus: 502,
    retry: 'backoff',
    blame: 'destination',
    title: 'The storage failed',
  },
  OBJECT_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'destination',
    title: 'The object is not in the storage',
  },
  OBJECT_MISMATCH: {
    httpStatus: 502,
    retry: 'backoff',
    blame: 'destination',
    title: 'The stored object is not what was sent',
  },
  STREAM_NOT_FOUND: {
    httpStatus: 422,
    retry: 'backoff',
    blame: 'source',
    title: 'The stream is not live',
  },
  STREAM_REFUSED: {
    httpStatus: 422,
    retry: 'backoff',
    blame: 'source',
    title: 'The server refuses the stream',
  },
  STREAM_INVALID: {
    httpStatus: 422,
    retry: 'never',
    blame: 'source',
    title: 'The stream cannot be recorded',
  },
  STREAM_SILENT: {
    httpStatus: 422,
    retry: 'backoff',
    blame: 'source',
    title: 'The server sends nothing',
  },
  CODEC_UNSUPPORTED: {
    httpStatus: 422,
    retry: 'never',
    blame: 'source',
    title: 'No output format can hold this codec',
  },
  LEASE_LOST: {
    httpStatus: 409,
    retry: 'never',
    blame: 'service',
    title: 'Another recorder drives the recording',
  },
  RECORD_STALE: {
    httpStatus: 409,
    retry: 'backoff',
    blame: 'service',
    title: 'The record was changed meanwhile',
  },
  TRANSITION_REFUSED: {
    httpStatus: 409,
    retry: 'never',
    blame: 'service',
    title: 'The state does not allow it',
  },
  SPOOL_FULL: {
    httpStatus: 503,
    retry: 'backoff',
    blame: 'service',
    title: 'The spool has no room',
  },
  SPOOL_DAMAGED: {
    httpStatus: 500,
    retry: 'never',
    blame: 'service',
    title: 'Media in the spool is damaged',
  },
  REDIS_UNAVAILABLE: {
    httpStatus: 503,
    retry: 'backoff',
    blame: 'service',
    title: 'Redis cannot be reached',
  },
  FFMPEG_FAILED: {
    httpStatus: 500,
    retry: 'backoff',
    blame: 'service',
    title: 'ffmpeg could not be run',
  },
  ...webhookErrors,
  ...accessErrors,
  SERVICE_BUSY: {
    httpStatus: 503,
    retry: 'backoff',
    blame: 'service',
    title: 'Tapedeck cannot take this now',
  },
  SERVICE_BUG: {
    httpStatus: 500,
    retry: 'never',
    blame: 'service',
    title: 'Tapedeck made a mistake',
  },
} as const satisfies Record<string, ErrorFacts>

export type ErrorCode = keyof typeof errorTable
export const errorCodes = Object.keys(errorTable) as ErrorCode[]
