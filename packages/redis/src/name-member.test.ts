import { describe, expect, it } from 'vitest'
import { nameMember, nameRange, namesOfMember } from './name-member.ts'

const names = [
  '',
  ' ',
  '!',
  '!0020',
  '!d800',
  '*',
  'a',
  'a ',
  'a!',
  'a b',
  'A',
  '\u0000',
  '\ud800',
  'é',
  '直播',
  '🎬',
  '\uffff',
]

describe('members made of names', () => {
  it('give back the names, whatever is in them', () => {
    for (const first of names)
      for (const second of names)
        expect(namesOfMember(nameMember(first, second))).toEqual([first, second])
  })

  it('are different for different names', () => {
    const pairs = names.flatMap((first) => names.map((second) => nameMember(first, second)))
    expect(new Set(pairs).size).toBe(names.length ** 2)
  })

  it('tell any name from a name', () => {
    const any = [nameMember('a', null), nameMember(null, 'a'), nameMember(null, null)]
    const pairs = names.flatMap((first) => names.map((second) => nameMember(first, second)))
    expect(pairs.filter((pair) => any.includes(pair))).toEqual([])
  })

  it('are text that UTF-8 carries', () => {
    for (const name of names)
      expect(Buffer.from(nameMember(name)).toString()).toBe(nameMember(name))
  })

  it('sort as their names do, one after the other', () => {
    const wellFormed = names.filter((name) => name.isWellFormed())
    const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
    const expected = wellFormed
      .flatMap((first) => wellFormed.map((second) => [first, second] as const))
      .toSorted((a, b) => byBytes(a[0], b[0]) || byBytes(a[1], b[1]))
      .map((pair) => nameMember(...pair))
    expect(expected.toSorted(byBytes)).toEqual(expected)
  })

  it('lie in the range of their first names, and no others', () => {
    const members = names.flatMap((first) => names.map((second) => nameMember(first, second)))
    for (const first of names) {
      const { min, max } = nameRange(first)
      const inside = members.filter(
        (member) =>
          Buffer.compare(Buffer.from(member), Buffer.from(min.slice(1))) >= 0 &&
          Buffer.compare(Buffer.from(member), Buffer.from(max.slice(1))) < 0,
      )
      expect(inside.map((member) => namesOfMember(member)[0])).toEqual(names.map(() => first))
    }
    expect(nameRange()).toEqual({ min: '-', max: '+' })
  })
})
