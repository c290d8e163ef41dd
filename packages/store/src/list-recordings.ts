import type { Recording } from '@tapedeck/domain'
import { idOfMember, indexTime, keys } from '@tapedeck/redis'
import { decodeMember, encodeMember } from './page-cursor.ts'
import type { Page, RecordingFilter } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { parseRecording } from './stored-recording.ts'
import { memberOf } from './write-recording.ts'

const chunkSize = 100
/** How many records one page may look at, so that a rare name cannot keep Redis busy. */
const maxScanned = 2000

type Range = { indexes: string[]; max: string; min: string }

const rangeOf = (filter: RecordingFilter, cursor: string | null): Range => {
  const before = filter.createdBeforeMs === null ? null : indexTime(filter.createdBeforeMs)
  const bounds = [cursor, before].filter((bound) => bound !== null)
  const lowest = bounds.toSorted()[0]
  return {
    indexes:
      filter.states === null
        ? [keys.recordings]
        : [...new Set(filter.states)].map((state) => keys.recordingsInState(state)),
    max: lowest === undefined ? '+' : `(${lowest}`,
    min: filter.createdAfterMs === null ? '-' : `[${indexTime(filter.createdAfterMs)}`,
  }
}

/** The newest members of the range over all its indexes. */
const newestMembers = async (context: StoreContext, range: Range): Promise<string[]> => {
  const lists = await Promise.all(
    range.indexes.map((index) =>
      context.redis.zrange(index, range.max, range.min, 'BYLEX', 'REV', 'LIMIT', 0, chunkSize),
    ),
  )
  return [...new Set(lists.flat())].toSorted().toReversed().slice(0, chunkSize)
}

/** The records behind members; null where one has expired and its member not been swept yet. */
const readMembers = (context: StoreContext, members: string[]): Promise<(Recording | null)[]> =>
  Promise.all(
    members.map(async (member) => {
      const text = await context.redis.hget(keys.recording(idOfMember(member)), 'record')
      if (text === null) return null
      const recording = parseRecording(text)
      return memberOf(recording) === member ? recording : null
    }),
  )

const matches = (recording: Recording, filter: RecordingFilter): boolean => {
  if (filter.states !== null && !filter.states.includes(recording.state)) return false
  const { domain, app, stream } = { ...recording.stream, ...filter.stream }
  const { stream: name } = recording
  if (domain !== name.domain || app !== name.app || stream !== name.stream) return false
  if (filter.name === null) return true
  return (recording.name ?? '').toLowerCase().includes(filter.name.toLowerCase())
}

/**
 * See RecordingStore.list. `createdAfterMs` is inclusive, `createdBeforeMs` exclusive.
 * A page may be short, even empty, and have a successor: when it looked at 2000 records without finding enough.
 */
export const listRecordings = async (
  context: StoreContext,
  filter: RecordingFilter,
  page: { cursor: string | null; limit: number },
): Promise<Page<Recording>> => {
  const range = rangeOf(filter, decodeMember(page.cursor))
  const items: Recording[] = []
  let lastMember = ''
  for (let scanned = 0; scanned < maxScanned; scanned += chunkSize) {
    const members = await newestMembers(context, range)
    const recordings = await readMembers(context, members)
    for (const recording of recordings) {
      if (recording === null || !matches(recording, filter)) continue
      if (items.length === page.limit) return { items, nextCursor: encodeMember(lastMember) }
      items.push(recording)
      lastMember = memberOf(recording)
    }
    const last = members.at(-1)
    if (last === undefined || members.length < chunkSize) return { items, nextCursor: null }
    range.max = `(${last}`
    if (items.length < page.limit) lastMember = last
  }
  return { items, nextCursor: encodeMember(lastMember) }
}
