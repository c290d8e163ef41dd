import { TapedeckError } from '@tapedeck/contracts'
import { describe, expect, test } from 'vitest'
import { toS3Error } from './s3-error.ts'

const subject = { operation: 'PutObject', bucket: 'recordings', key: 'a/b.mp4' }
const serviceError = (name: string, status: number) =>
  Object.assign(new Error('said by the service'), { name, $metadata: { httpStatusCode: status } })
const networkError = (code: string) => Object.assign(new Error('said by node'), { code })

describe('an error of the SDK becomes one of ours', () => {
  test.each([
    ['AccessDenied', 403, 'STORAGE_DENIED'],
    ['InvalidAccessKeyId', 403, 'STORAGE_DENIED'],
    ['SignatureDoesNotMatch', 403, 'STORAGE_DENIED'],
    ['ExpiredToken', 400, 'STORAGE_DENIED'],
    ['AuthorizationHeaderMalformed', 400, 'STORAGE_DENIED'],
    ['RequestTimeTooSkewed', 403, 'STORAGE_DENIED'],
    ['SomethingNew', 401, 'STORAGE_DENIED'],
    ['403', 403, 'STORAGE_DENIED'],
    ['NoSuchBucket', 404, 'STORAGE_NOT_FOUND'],
    ['NoSuchKey', 404, 'OBJECT_NOT_FOUND'],
    ['NoSuchUpload', 404, 'OBJECT_NOT_FOUND'],
    ['NoSuchVersion', 404, 'OBJECT_NOT_FOUND'],
    ['UnsupportedQuery', 404, 'STORAGE_FAILED'],
    ['RequestTimeout', 400, 'STORAGE_UNREACHABLE'],
    ['InternalError', 500, 'STORAGE_FAILED'],
    ['SlowDown', 503, 'STORAGE_FAILED'],
    ['InvalidPart', 400, 'STORAGE_FAILED'],
    ['MethodNotAllowed', 405, 'STORAGE_FAILED'],
    ['PermanentRedirect', 301, 'STORAGE_FAILED'],
    ['constructor', 500, 'STORAGE_FAILED'],
  ])('%s with HTTP %i is %s', (name, status, code) => {
    const error = toS3Error(serviceError(name, status), subject)
    expect(error.code).toBe(code)
    expect(error.detail).toBe(
      `PutObject on bucket "recordings", key "a/b.mp4": HTTP ${status} ${name}`,
    )
  })

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('the network error %s is STORAGE_UNREACHABLE', (code) => {
    const error = toS3Error(networkError(code), subject)
    expect([error.code, error.detail.endsWith(code)]).toEqual(['STORAGE_UNREACHABLE', true])
  })

  test.each(['TimeoutError', 'AbortError'])('%s is STORAGE_UNREACHABLE', (name) => {
    const error = Object.assign(new Error('too slow'), { name })
    expect(toS3Error(error, subject).code).toBe('STORAGE_UNREACHABLE')
  })

  test('a network error inside another error is found', () => {
    const outer = new Error('fetch failed', { cause: networkError('ECONNREFUSED') })
    expect(toS3Error(outer, subject).code).toBe('STORAGE_UNREACHABLE')
  })

  test('404 about no key is about the bucket, if the service says so', () => {
    const about = { operation: 'ListObjectsV2', bucket: 'recordings' }
    const unsaid = serviceError('NotFound', 404)
    expect(toS3Error(unsaid, about).code).toBe('STORAGE_FAILED')
    const said = Object.assign(unsaid, { Code: 'NotFound' })
    expect(toS3Error(said, about).code).toBe('STORAGE_NOT_FOUND')
  })

  // the SDK names an answer without a code `NotFound`, and one that is no XML `Error`
  test.each([
    ['GetObject', 'NotFound', {}, 'STORAGE_FAILED'],
    ['GetObject', 'Error', {}, 'STORAGE_FAILED'],
    ['GetObject', 'NotFound', { Code: 'NotFound' }, 'OBJECT_NOT_FOUND'],
    ['ListParts', 'NotFound', {}, 'STORAGE_FAILED'],
    ['ListParts', 'Error', {}, 'STORAGE_FAILED'],
    ['UploadPart', 'NotFound', {}, 'STORAGE_FAILED'],
    ['CompleteMultipartUpload', 'NotFound', {}, 'STORAGE_FAILED'],
    ['AbortMultipartUpload', 'NotFound', {}, 'STORAGE_FAILED'],
    ['AbortMultipartUpload', 'Error', {}, 'STORAGE_FAILED'],
  ])('404 to %s as %s with %j is %s', (operation, name, more, code) => {
    const error = Object.assign(serviceError(name, 404), more)
    expect(toS3Error(error, { ...subject, operation }).code).toBe(code)
  })

  test.each([
    [{}, 'OBJECT_NOT_FOUND'],
    [{ 'content-type': 'application/xml' }, 'OBJECT_NOT_FOUND'],
    [{ 'content-type': 'text/html', 'x-amz-request-id': 'tx1' }, 'OBJECT_NOT_FOUND'],
    [{ 'content-type': 'text/html', 'x-trans-id': 'tx1' }, 'OBJECT_NOT_FOUND'],
    [{ 'content-type': 'text/html', 'x-request-id': '1' }, 'STORAGE_FAILED'],
    [{ 'content-type': 'text/plain; charset=utf-8' }, 'STORAGE_FAILED'],
    [{ 'content-type': 'application/json' }, 'STORAGE_FAILED'],
  ])('404 to HEAD with the headers %j is %s', (headers, code) => {
    const error = Object.assign(serviceError('NotFound', 404), { $response: { headers } })
    expect(toS3Error(error, { ...subject, operation: 'HeadObject' }).code).toBe(code)
  })

  test.each([[null], ['text'], [new Error('who knows')]])('%s is STORAGE_FAILED', (thrown) => {
    expect(toS3Error(thrown, subject).code).toBe('STORAGE_FAILED')
  })

  test('an error of ours stays what it is', () => {
    const error = new TapedeckError('OBJECT_MISMATCH')
    expect(toS3Error(error, subject)).toBe(error)
  })

  test('what the SDK attaches to its errors is not carried along', () => {
    const signed = Object.assign(serviceError('SignatureDoesNotMatch', 403), {
      AWSAccessKeyId: 'KEY-ID',
      StringToSign: 'AWS4-HMAC-SHA256 signed',
      $response: { headers: { authorization: 'secret' } },
    })
    const { cause } = toS3Error(signed, subject)
    expect(Object.keys(cause as Error)).toEqual(['name'])
    expect((cause as Error).message).toBe('said by the service')
  })
})
