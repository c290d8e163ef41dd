const codes = new Set([
  // a place that cannot be read, as most drivers, and as some of them, tell of it
  ...['EIO', 'ENODATA', 'EREMOTEIO', 'EILSEQ'],
  // something else is where the file was
  ...['EISDIR', 'ENOTDIR'],
])

/** EBADMSG and EUCLEAN of Linux, what the file system says of its own structures; libuv has no name for them. */
const unnamed = new Set([-74, -117])

/**
 * True when the medium does not give back what was written, however often it is asked. Not for what the process lacks
 * (EMFILE, ENOMEM) or may not do (EACCES): that passes, and then everything is there.
 */
export const isMediumError = (error: unknown): boolean => {
  const { code = '', errno = 0 } = error as NodeJS.ErrnoException
  return codes.has(code) || unnamed.has(errno)
}

/** What reading gives; `instead` where the medium does not give it back. */
export const readOr = <T, Instead>(reading: Promise<T>, instead: Instead): Promise<T | Instead> =>
  reading.catch((error: unknown) => {
    if (isMediumError(error)) return instead
    throw error
  })
