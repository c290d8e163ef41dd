import { describe, expect, it } from 'vitest'
import { avcParameterSets, hevcParameterSets } from './parameter-sets.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const hex = (units: Buffer[]): string[] => units.map((unit) => unit.toString('hex'))

describe('avcC', () => {
  it('gives the length size and every SPS and PPS', () => {
    const sets = avcParameterSets(bytes('0164001ffd e2 0002 6701 0001 67 01 0003 680203'))
    expect(sets.lengthBytes).toBe(2)
    expect(hex(sets.units)).toEqual(['6701', '67', '680203'])
  })

  it('gives what is there when it is cut short', () => {
    expect(hex(avcParameterSets(bytes('0164001fff e1 0002 6701 01 0009 68')).units)).toEqual([
      '6701',
    ])
    expect(avcParameterSets(Buffer.alloc(0))).toEqual({ lengthBytes: 4, units: [] })
  })
})

describe('hvcC', () => {
  const head = `01${'00'.repeat(20)}ff`

  it('gives the units of every array', () => {
    const sets = hevcParameterSets(
      bytes(`${head} 03 a0 0001 0002 4001 a1 0001 0001 42 a2 0002 0001 44 0002 4401`),
    )
    expect(sets.lengthBytes).toBe(4)
    expect(hex(sets.units)).toEqual(['4001', '42', '44', '4401'])
  })

  it('gives what is there when it is cut short', () => {
    expect(hevcParameterSets(bytes(`${head} 03 a0 0001 0009 40`)).units).toEqual([])
    expect(hevcParameterSets(Buffer.alloc(3)).units).toEqual([])
  })
})
