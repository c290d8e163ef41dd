import { buildStreamSkipped, isBefore, type TapedeckEvent } from '@tapedeck/contracts'
import { emptyEventContext } from '@tapedeck/domain'
import type { EventLogEntry } from '@tapedeck/store'
import { describe, expect, test } from 'vitest'
import { readLog } from './read-log.ts'

const stream = { domain: 'd', app: 'a', stream: 's' }
const skip = { reason: 'callback_failed', detail: 'd', ruleId: null, publicationId: null } as const

const eventOf = (place: number, type: string): TapedeckEvent =>
  ({ ...buildStreamSkipped(stream, skip, 0), id: `evt_${place}`, type }) as TapedeckEvent

/** A log whose entries are at places 1, 2, 3 …, of the given kinds. */
const logOf = (...types: string[]) => {
  const entries: EventLogEntry[] = types.map((type, index) => ({
    entryId: `${index + 1}-0`,
    event: eventOf(index + 1, type),
    context: emptyEventContext,
  }))
  return {
    list: async (afterId: string | null, limit: number) =>
      entries.filter(({ entryId }) => isBefore(afterId ?? '0-0', entryId)).slice(0, limit),
  }
}

const placesOf = (events: TapedeckEvent[]) => events.map(({ id }) => Number(id.slice(4)))
const many = (count: number, type: string): string[] => Array.from({ length: count }, () => type)

describe('a page of the log', () => {
  test('holds what comes after the place, up to the limit', async () => {
    const log = logOf(...many(5, 'file.created'))
    const first = await readLog(log, { afterId: '0-0', limit: 3, kinds: null })
    expect(placesOf(first.events)).toEqual([1, 2, 3])
    expect(first).toMatchObject({ nextId: '3-0', isAtEnd: false })
    const second = await readLog(log, { afterId: first.nextId, limit: 3, kinds: null })
    expect(placesOf(second.events)).toEqual([4, 5])
    expect(second).toMatchObject({ nextId: '5-0', isAtEnd: true })
  })

  test('of some kinds leaves none of them out and passes over the others', async () => {
    const log = logOf('file.created', 'stream.skipped', 'file.created', 'file.created')
    const query = { limit: 2, kinds: ['file.created'] as const }
    const first = await readLog(log, { ...query, afterId: '0-0' })
    expect(placesOf(first.events)).toEqual([1, 3])
    expect(first).toMatchObject({ nextId: '3-0', isAtEnd: false })
    const second = await readLog(log, { ...query, afterId: first.nextId })
    expect(placesOf(second.events)).toEqual([4])
    expect(second).toMatchObject({ nextId: '4-0', isAtEnd: true })
  })

  test('of kinds that are rare reads a bounded part and says that it is not at the end', async () => {
    const log = logOf(...many(12_000, 'stream.skipped'), 'file.created')
    const query = { limit: 2, kinds: ['file.created'] as const }
    const first = await readLog(log, { ...query, afterId: '0-0' })
    expect(first).toEqual({ events: [], nextId: '10000-0', isAtEnd: false })
    const second = await readLog(log, { ...query, afterId: first.nextId })
    expect(placesOf(second.events)).toEqual([12_001])
    expect(second.isAtEnd).toBe(true)
  })

  test('of an empty log stays where it is', async () => {
    const page = await readLog(logOf(), { afterId: '7-3', limit: 2, kinds: null })
    expect(page).toEqual({ events: [], nextId: '7-3', isAtEnd: true })
  })
})
