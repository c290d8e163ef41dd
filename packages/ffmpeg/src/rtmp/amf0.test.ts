import { isTapedeckError } from '@tapedeck/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type AmfValue, decodeAmf0, encodeAmf0 } from './amf0.ts'

const values = fc.letrec<{ value: AmfValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.boolean(),
    fc.string(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 5 }), (written) => {
      expect(decodeAmf0(encodeAmf0(written))).toEqual(written)
    }),
  )
})

test('any bytes are read or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeAmf0(Buffer.from(bytes))
      } catch (error) {
        expect(isTapedeckError(error) && error.code).toBe('STREAM_INVALID')
      }
    }),
  )
})

test('deep nesting is refused', () => {
  const nested = Buffer.concat(Array.from({ length: 500 }, () => Buffer.from([10, 0, 0, 0, 1])))
  expect(() => decodeAmf0(nested)).toThrow('broken AMF0')
})
