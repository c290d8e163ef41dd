import { describe, expect, it } from 'vitest'
import { idOfMember, indexMember, keys } from './keys.ts'

describe('keys', () => {
  it('keep the prefix of Tapedeck', () => {
    const names = Object.values(keys).map((key) => (typeof key === 'string' ? key : key('x', 'y')))
    expect(names).toSatisfy((all: string[]) => all.every((name) => name.startsWith('tapedeck:')))
  })

  it('hash an idempotency key, whatever its length and content', () => {
    expect(keys.idempotency('a\nb'.repeat(10_000))).toMatch(/^tapedeck:idempotency:[0-9a-f]{64}$/)
  })
})

describe('index members', () => {
  it('sort by time before id, also when the number of digits changes', () => {
    const members = [
      indexMember(999, 'z'),
      indexMember(1000, 'a'),
      indexMember(1000, 'b'),
      indexMember(1_900_000_000_000, 'A'),
    ]
    expect(members.toSorted()).toEqual(members)
  })

  it('give back the id', () => {
    expect(idOfMember(indexMember(1_700_000_000_000, 'my_id-1'))).toBe('my_id-1')
  })
})
