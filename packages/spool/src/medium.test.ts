import { expect, test } from 'vitest'
import { isMediumError, readOr } from './medium.ts'

const errorOf = (code: string, errno = -1) => Object.assign(new Error(code), { code, errno })

test.each(['EIO', 'ENODATA', 'EREMOTEIO', 'EILSEQ', 'EISDIR', 'ENOTDIR'])(
  '%s is the medium',
  async (code) => {
    expect(isMediumError(errorOf(code))).toBe(true)
    expect(await readOr(Promise.reject(errorOf(code)), 'instead')).toBe('instead')
  },
)

test.each([-74, -117])('what the file system says of itself as %d is the medium', (errno) => {
  expect(isMediumError(errorOf(`Unknown system error ${errno}`, errno))).toBe(true)
})

test.each(['EMFILE', 'ENFILE', 'ENOMEM', 'EACCES', 'EPERM', 'EBADF', 'ENOENT'])(
  '%s is not, and is thrown',
  async (code) => {
    expect(isMediumError(errorOf(code))).toBe(false)
    await expect(readOr(Promise.reject(errorOf(code)), null)).rejects.toThrow(code)
  },
)
