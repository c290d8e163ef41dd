import { type ErrorCode, isTapedeckError, TapedeckError } from '@tapedeck/contracts'

const codeByErrno: Record<string, ErrorCode> = {
  EACCES: 'STORAGE_DENIED',
  EPERM: 'STORAGE_DENIED',
  EROFS: 'STORAGE_DENIED',
  // network file systems
  EHOSTDOWN: 'STORAGE_UNREACHABLE',
  ENOTCONN: 'STORAGE_UNREACHABLE',
  ESTALE: 'STORAGE_UNREACHABLE',
  ETIMEDOUT: 'STORAGE_UNREACHABLE',
}

/** The errno name of a filesystem error, or null. */
export const errnoOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

/** Whether the file, or a directory on the way to it, is not there. */
export const isMissing = (error: unknown): boolean => {
  const errno = errnoOf(error)
  return errno === 'ENOENT' || errno === 'ENOTDIR'
}

/**
 * A filesystem error as ours.
 * @param missing the code when the file is not there: it depends on what was looked for
 */
export const toFilesystemError = (
  error: unknown,
  what: string,
  missing: ErrorCode = 'STORAGE_FAILED',
): TapedeckError => {
  if (isTapedeckError(error)) return error
  const errno = errnoOf(error)
  const known = errno !== null && Object.hasOwn(codeByErrno, errno) ? codeByErrno[errno] : undefined
  const code = isMissing(error) ? missing : (known ?? 'STORAGE_FAILED')
  return new TapedeckError(code, { detail: `${what}: ${errno ?? 'failed'}`, cause: error })
}
