import { TapedeckError } from '@tapedeck/contracts'
import { expect, test } from 'vitest'
import { toFilesystemError } from './filesystem-error.ts'

const failure = (code: string) => Object.assign(new Error(code), { code })

test.each([
  ['EACCES', 'STORAGE_DENIED'],
  ['EPERM', 'STORAGE_DENIED'],
  ['EROFS', 'STORAGE_DENIED'],
  ['ESTALE', 'STORAGE_UNREACHABLE'],
  ['ETIMEDOUT', 'STORAGE_UNREACHABLE'],
  ['ENOENT', 'OBJECT_NOT_FOUND'],
  ['ENOTDIR', 'OBJECT_NOT_FOUND'],
  ['ENOSPC', 'STORAGE_FAILED'],
  ['EISDIR', 'STORAGE_FAILED'],
  ['ENAMETOOLONG', 'STORAGE_FAILED'],
  ['EIO', 'STORAGE_FAILED'],
])('the filesystem error %s is %s', (errno, code) => {
  const error = toFilesystemError(failure(errno), 'put "a"', 'OBJECT_NOT_FOUND')
  expect([error.code, error.detail]).toEqual([code, `put "a": ${errno}`])
})

test('an error without a number is STORAGE_FAILED, and one of ours stays', () => {
  expect(toFilesystemError(new Error('odd'), 'put').code).toBe('STORAGE_FAILED')
  const ours = new TapedeckError('OBJECT_NOT_FOUND')
  expect(toFilesystemError(ours, 'put')).toBe(ours)
})
