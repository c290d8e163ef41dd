import { describe, expect, it } from 'vitest'
import { excerptOf } from './read-answer.ts'

const bytesOf = (text: string | null): number => Buffer.byteLength(text ?? '')

describe('the excerpt of an answer', () => {
  it('is its text', () => {
    expect(excerptOf(Buffer.from('{"Code":0,"Msg":"Success"}\n'))).toBe(
      '{"Code":0,"Msg":"Success"}\n',
    )
  })

  it('is none when there is no body', () => {
    expect(excerptOf(Buffer.alloc(0))).toBeNull()
  })

  it('ends after 1024 bytes, between two characters', () => {
    expect(excerptOf(Buffer.from('x'.repeat(5000)))).toBe('x'.repeat(1024))
    expect(excerptOf(Buffer.from(`x${'ä'.repeat(5000)}`))).toBe(`x${'ä'.repeat(511)}`)
  })

  it('shows what is no text as such, within the same bound', () => {
    expect(excerptOf(Buffer.from('a\u0000\u001bb\tc'))).toBe('a\ufffd\ufffdb\tc')
    const noise = excerptOf(Buffer.alloc(4096, 0xff))
    expect(noise).toMatch(/^\ufffd+$/)
    expect(bytesOf(noise)).toBeLessThanOrEqual(1024)
    expect(bytesOf(excerptOf(Buffer.alloc(4096, 0)))).toBeLessThanOrEqual(1024)
  })
})
