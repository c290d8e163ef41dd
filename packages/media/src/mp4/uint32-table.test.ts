import { describe, expect, it } from 'vitest'
import { RunTable, Uint32Table } from './uint32-table.ts'

describe('a table of 32-bit numbers', () => {
  it.each([0, 1, 16_384, 16_385, 40_000])('keeps %i numbers', (count) => {
    const table = new Uint32Table()
    for (let value = 0; value < count; value += 1) table.push(value * 3)
    const bytes = Buffer.concat(table.pieces())
    expect(table.length).toBe(count)
    expect(bytes.length).toBe(count * 4)
    if (count > 0) expect(bytes.readUInt32BE(bytes.length - 4)).toBe((count - 1) * 3)
  })
})

describe('a table of runs', () => {
  it('keeps equal neighbours once, and negative numbers', () => {
    const table = new RunTable()
    for (const value of [5, 5, 5, -2, 5]) table.push(value)
    const { count, pieces } = table.finish()
    const bytes = Buffer.concat(pieces)
    expect(count).toBe(3)
    expect([...Array(6)].map((_, index) => bytes.readInt32BE(index * 4))).toEqual([
      ...[3, 5, 1, -2, 1, 5],
    ])
    expect(table.finish().count).toBe(3)
  })

  it('is empty when nothing was added', () => {
    expect(new RunTable().finish()).toEqual({ count: 0, pieces: [] })
  })
})
