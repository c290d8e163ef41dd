import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createTextSeal } from './sealed-text.ts'

const keyOf = (text: string) => ({ reveal: () => text.repeat(16) })
const place = 'endpoint:end_1'

describe('a sealed secret', () => {
  const { seal, open } = createTextSeal(keyOf('ab'), randomBytes)

  it.each(['', 'whsec_abc', 'Zeichen ☃ 𝄞', 'x'.repeat(10_000)])('opens again: %.20s', (text) => {
    const sealed = seal(text, place)
    expect(open(sealed, place)).toBe(text)
    if (text !== '') expect(sealed).not.toContain(text)
  })

  it('is another one each time', () => {
    expect(seal('same', place)).not.toBe(seal('same', place))
  })

  it('opens with the same master key in another process, not with another one', () => {
    const sealed = seal('secret', place)
    expect(createTextSeal(keyOf('ab'), randomBytes).open(sealed, place)).toBe('secret')
    expect(() => createTextSeal(keyOf('ac'), randomBytes).open(sealed, place)).toThrow(
      /another master key/,
    )
  })

  it('does not open elsewhere', () => {
    expect(() => open(seal('secret', place), 'endpoint:end_2')).toThrow(/belongs elsewhere/)
  })

  it('does not open when any byte of it was changed', () => {
    const [version, mark, body = ''] = seal('secret', place).split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes)
      changed[i] = (changed[i] ?? 0) ^ 1
      const sealed = `${version}.${mark}.${changed.toString('base64url')}`
      expect(() => open(sealed, place)).toThrow(/was changed/)
    }
  })

  it.each(['', 'plain', 'v0.a.b', 'v1.x'])('is not %j', (text) => {
    expect(() => open(text, place)).toThrow(/not sealed/)
  })

  it('is not cut short', () => {
    const [version, mark] = seal('secret', place).split('.')
    expect(() => open(`${version}.${mark}.AAAA`, place)).toThrow(/was changed/)
  })

  it('cannot be made or opened without a master key', () => {
    const none = createTextSeal(null, randomBytes)
    expect(() => none.seal('secret', place)).toThrow(/TAPEDECK_MASTER_KEY is not set/)
    expect(() => none.open(seal('secret', place), place)).toThrow(/SECRET_UNREADABLE/)
  })
})
