import { describe, expect, it } from 'vitest'
import { encodeAmf0, encodeEcmaArray } from './amf0.ts'

describe('AMF0', () => {
  it('writes each type behind its marker', () => {
    expect(encodeAmf0(1.5).toString('hex')).toBe('003ff8000000000000')
    expect(encodeAmf0(true).toString('hex')).toBe('0101')
    expect(encodeAmf0('é').toString('hex')).toBe('020002c3a9')
    expect(encodeAmf0([false]).toString('hex')).toBe('0a000000010100')
    expect(encodeAmf0({ a: false }).toString('hex')).toBe('030001610100000009')
  })

  it('counts the entries of an ECMA array and ends it like an object', () => {
    const bytes = encodeEcmaArray({ a: true, b: 'x' })
    expect(bytes.toString('hex')).toBe(
      ['08', '00000002', '000161', '0101', '000162', '02000178', '000009'].join(''),
    )
  })
})
