import { expect, test } from 'vitest'
import { decodeJournal, encodeEntry, type JournalEntry } from './journal.ts'

const entry = (sequence: number): JournalEntry => ({
  kind: 'fragment',
  sequence,
  origin: { generation: 1, sequence },
  pull: 0,
  segment: 'fragments-000000000',
  offset: sequence * 10,
  bytes: 10,
  crc32: '00000000',
  receivedAtMs: 1_700_000_000_000 + sequence,
})
const lines = [0, 1, 2].map((n) => encodeEntry(entry(n)))
const whole = Buffer.from(lines.join(''))

test('a journal gives back what was written', () => {
  expect(decodeJournal(whole)).toEqual({
    entries: [entry(0), entry(1), entry(2)],
    validBytes: whole.length,
    tornBytes: 0,
    damagedLines: 0,
  })
})

test('a journal torn at any byte gives back every whole line before it', () => {
  for (let length = 0; length <= whole.length; length++) {
    const { entries, validBytes, tornBytes } = decodeJournal(whole.subarray(0, length))
    const count = lines.filter((_, i) => lines.slice(0, i + 1).join('').length <= length).length
    expect(entries).toHaveLength(count)
    expect(validBytes + tornBytes).toBe(length)
  }
})

test('a damaged byte anywhere costs no more than the lines that it belongs to', () => {
  const [first = 0, second = 0] = lines.map(({ length }) => length)
  for (let position = first; position < first + second - 1; position++) {
    const contents = Buffer.from(whole)
    contents[position] = (contents[position] ?? 0) ^ 1
    const { entries, damagedLines, tornBytes } = decodeJournal(contents)
    expect(entries).toEqual([entry(0), entry(2)])
    expect(damagedLines).toBeGreaterThan(0)
    expect(tornBytes).toBe(0)
  }
  const joined = Buffer.from(whole)
  joined[first + second - 1] = 0x20
  expect(decodeJournal(joined).entries).toEqual([entry(0)])
})

test('what is not whole at the end is torn, whether or not it ends like a line', () => {
  const contents = Buffer.concat([whole, Buffer.alloc(100), Buffer.from('\n')])
  expect(decodeJournal(contents)).toMatchObject({ tornBytes: 101, damagedLines: 0 })
})
