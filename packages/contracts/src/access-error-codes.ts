import type { ErrorFacts } from './error-facts.ts'

/** Errors of keys, signed links, registered storages and recorders. */
export const accessErrors = {
  KEY_READ_ONLY: {
    httpStatus: 403,
    retry: 'never',
    blame: 'caller',
    title: 'The API key may only read, and no secrets',
  },
  LINK_INVALID: {
    httpStatus: 403,
    retry: 'never',
    blame: 'caller',
    title: 'The signed link is not right, or its time is over',
  },
  API_KEY_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such API key',
  },
  RECORDER_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'No recorder of that id shows a sign of life',
  },
  ACCESS_KEY_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no such access key',
  },
  ACCESS_KEY_EXISTS: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'There is an access key of that id',
  },
  REGISTERED_STORAGE_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    blame: 'caller',
    title: 'There is no storage of that name',
  },
  REGISTERED_STORAGE_EXISTS: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'There is a storage of that name',
  },
  REGISTERED_STORAGE_IN_USE: {
    httpStatus: 409,
    retry: 'never',
    blame: 'caller',
    title: 'Templates, recordings or files that are kept name the storage',
  },
  SECRET_UNREADABLE: {
    httpStatus: 500,
    retry: 'never',
    blame: 'service',
    title: 'A sealed secret cannot be kept or read: the master key is missing or another one',
  },
} as const satisfies Record<string, ErrorFacts>
