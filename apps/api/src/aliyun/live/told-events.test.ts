import type { RecordingEvent } from '@tapedeck/contracts'
import { expect, it } from 'vitest'
import { toldEvents } from './told-events.ts'

/** The log of a recording: an event a second, and how often it was read. */
const logOf = (count: number) => {
  const log = Array.from({ length: count }, (_, i) => ({
    entryId: `${i * 1000}-0`,
    event: { id: `e${i}` } as RecordingEvent,
  }))
  const reads: (string | null)[] = []
  const list = async (_id: string, afterId: string | null, limit: number) => {
    reads.push(afterId)
    const afterMs = afterId === null ? -1 : Number.parseInt(afterId, 10)
    return log.filter(({ entryId }) => Number.parseInt(entryId, 10) > afterMs).slice(0, limit)
  }
  return { list, reads }
}

const told = (eventId: string, createdAtMs: number) => ({ eventId, createdAtMs })
const idsOf = async (
  { list }: ReturnType<typeof logOf>,
  ...deliveries: ReturnType<typeof told>[]
): Promise<string[]> => [...(await toldEvents({ list }, 'r1', deliveries)).keys()].toSorted()

it('reads the events of deliveries from where they should be', async () => {
  const log = logOf(9000)
  expect(await idsOf(log, told('e8000', 8_001_000), told('e8900', 8_901_000))).toEqual([
    'e8000',
    'e8900',
  ])
  expect(log.reads).toEqual(['7941000'])
})

it('finds those that were relayed late, too', async () => {
  const log = logOf(9000)
  expect(await idsOf(log, told('e10', 8_900_000), told('e8900', 8_900_000))).toEqual([
    'e10',
    'e8900',
  ])
})

it('reads no log without end for what is not kept any more', async () => {
  const log = logOf(50_000)
  expect(await idsOf(log, told('gone', 0))).toEqual([])
  expect(log.reads.length).toBeLessThanOrEqual(40)
})
