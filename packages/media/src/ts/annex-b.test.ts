import { describe, expect, it } from 'vitest'
import { picture } from '../../test/support/synthetic.ts'
import { annexBAccessUnit, avcSyntax, hevcSyntax } from './annex-b.ts'

const unit = (hex: string): Buffer => Buffer.from(hex, 'hex')
const sets = { lengthBytes: 4, units: [unit('6701'), unit('6802')] }
const start = '00000001'

const compose = (units: string[], isKeyframe: boolean): string[] => {
  const sample = Buffer.concat(units.map((hex) => picture(unit(hex))))
  const joined = Buffer.concat(annexBAccessUnit(sample, { syntax: avcSyntax, sets, isKeyframe }))
  return joined.toString('hex').split(start).slice(1)
}

describe('an H.264 access unit', () => {
  it('begins with a delimiter, and with the parameter sets before a keyframe', () => {
    expect(compose(['0605', '65aa'], true)).toEqual(['09f0', '6701', '6802', '0605', '65aa'])
    expect(compose(['41bb'], false)).toEqual(['09f0', '41bb'])
  })

  it('keeps the parameter sets that the keyframe itself brings', () => {
    expect(compose(['6709', '6809', '65aa'], true)).toEqual(['09f0', '6709', '6809', '65aa'])
  })

  it('is given all of them when the keyframe brings only some', () => {
    expect(compose(['6709', '65aa'], true)).toEqual(['09f0', '6701', '6802', '6709', '65aa'])
  })

  it('has one delimiter although the source has its own', () => {
    expect(compose(['0910', '41bb'], false)).toEqual(['09f0', '41bb'])
  })

  it('keeps the bytes behind a wrong length', () => {
    const sample = Buffer.concat([unit('000000ff'), unit('41bbcc')])
    const joined = Buffer.concat(
      annexBAccessUnit(sample, { syntax: avcSyntax, sets, isKeyframe: false }),
    )
    expect(joined.toString('hex')).toBe(`${start}09f0${start}41bbcc`)
  })

  it('is read by two-byte lengths when the configuration says so', () => {
    const two = { ...sets, lengthBytes: 2 }
    const options = { syntax: avcSyntax, sets: two, isKeyframe: false }
    const joined = Buffer.concat(annexBAccessUnit(unit('000241bb000141'), options))
    expect(joined.toString('hex')).toBe(`${start}09f0${start}41bb${start}41`)
  })
})

it('an H.265 keyframe begins with delimiter, VPS, SPS and PPS', () => {
  const hevcSets = { lengthBytes: 4, units: [unit('4001'), unit('4201'), unit('4401')] }
  const options = { syntax: hevcSyntax, sets: hevcSets, isKeyframe: true }
  const joined = Buffer.concat(annexBAccessUnit(picture(unit('2601aa')), options))
  expect(joined.toString('hex').split(start).slice(1)).toEqual([
    ...['460150', '4001', '4201', '4401', '2601aa'],
  ])
})
