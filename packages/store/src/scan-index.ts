import { idOfMember, type RedisClient } from '@tapedeck/redis'
import { decodeMember, encodeMember } from './page-cursor.ts'
import type { Page } from './store.ts'

const chunkSize = 100
/** How many entries one page may look at, so that a rare match cannot keep Redis busy. */
const maxScanned = 2000

/** What of an index is listed. */
export type IndexScan<T> = {
  index: string
  order: 'ascending' | 'descending'
  /** Bounds as ZRANGE BYLEX takes them. */
  min: string
  max: string
  /** The last member of the former page; null for the first one. */
  after: string | null
  limit: number
  /** The entries behind members, in their order; null where one is gone. */
  read(members: string[]): Promise<(T | null)[]>
  matches?(item: T): boolean
}

const membersAfter = (
  redis: RedisClient,
  { index, order, min, max }: Pick<IndexScan<unknown>, 'index' | 'order' | 'min' | 'max'>,
  after: string | null,
): Promise<string[]> => {
  const bound = after === null ? null : `(${after}`
  return order === 'ascending'
    ? redis.zrange(index, bound ?? min, max, 'BYLEX', 'LIMIT', 0, chunkSize)
    : redis.zrange(index, bound ?? max, min, 'BYLEX', 'REV', 'LIMIT', 0, chunkSize)
}

/**
 * One page of an index: its entries, and the member after which the next page begins, null at the end.
 * A page may be short, even empty, and have a successor: when it looked at 2000 entries without finding enough.
 */
export const scanIndex = async <T>(
  redis: RedisClient,
  scan: IndexScan<T>,
): Promise<{ items: T[]; last: string | null }> => {
  const { limit, matches = () => true } = scan
  const items: T[] = []
  let last = scan.after
  for (let scanned = 0; scanned < maxScanned; scanned += chunkSize) {
    const members = await membersAfter(redis, scan, last)
    const entries = members.length === 0 ? [] : await scan.read(members)
    for (const [i, entry] of entries.entries()) {
      if (entry !== null && matches(entry)) {
        if (items.length === limit) return { items, last }
        items.push(entry)
      }
      last = members[i] ?? last
    }
    if (members.length < chunkSize) return { items, last: null }
  }
  return { items, last }
}

/** The JSON texts under keys, parsed; null where there is none. */
export const readTexts = async <T>(
  redis: RedisClient,
  keys: string[],
  parse: (text: string) => T,
): Promise<(T | null)[]> => {
  const texts = await redis.mget(keys)
  return texts.map((text) => (text === null ? null : parse(text)))
}

/** The page as a listing answers it, where members are the cursors. */
export const scanPage = async <T>(redis: RedisClient, scan: IndexScan<T>): Promise<Page<T>> => {
  const { items, last } = await scanIndex(redis, scan)
  return { items, nextCursor: last === null ? null : encodeMember(last) }
}

/** What of an index by age is listed, newest first. */
export type NewestFirst<T> = {
  index: string
  keyOf: (id: string) => string
  parse: (text: string) => T
  matches?: (item: T) => boolean
}

/**
 * One page of the JSON texts behind an index whose members sort by age.
 * @throws TapedeckError INPUT_INVALID for a cursor of another listing
 */
export const listNewestFirst = <T>(
  redis: RedisClient,
  { keyOf, parse, ...scan }: NewestFirst<T>,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<Page<T>> =>
  scanPage(redis, {
    ...scan,
    order: 'descending',
    min: '-',
    max: '+',
    after: decodeMember(cursor),
    limit,
    read: (members) =>
      readTexts(
        redis,
        members.map((member) => keyOf(idOfMember(member))),
        parse,
      ),
  })
