import { keys } from '@tapedeck/redis'
import type { DialectNote, DialectNoteStore, NoteKind } from './dialect-note-store.ts'
import type { StoreContext } from './store-context.ts'

type StoredNote = Omit<DialectNote, 'id'>

const parse = (id: string, text: string | null | undefined): DialectNote | null =>
  typeof text === 'string' ? { id, ...(JSON.parse(text) as StoredNote) } : null

const get =
  ({ redis }: StoreContext): DialectNoteStore['get'] =>
  async (kind, ids) => {
    if (ids.length === 0) return []
    const texts = await redis.hmget(keys.dialectNotes(kind), ...ids)
    return ids.map((id, index) => parse(id, texts[index]))
  }

const numberOf = async (context: StoreContext, kind: NoteKind, id: string): Promise<number> => {
  const [known] = await get(context)(kind, [id])
  return known?.number ?? (await context.redis.incr(keys.dialectNoteCount(kind)))
}

const put =
  (context: StoreContext): DialectNoteStore['put'] =>
  async (kind, id, note) => {
    const number = await numberOf(context, kind, id)
    const stored: StoredNote = { number, note }
    await context.redis
      .multi()
      .hset(keys.dialectNotes(kind), id, JSON.stringify(stored))
      .zadd(keys.dialectNoteNumbers(kind), number, id)
      .exec()
    return { id, ...stored }
  }

/**
 * Notes over Redis: a hash of the notes and a sorted set of their numbers per kind. There is at most one per template or rule,
 * whose collections are bounded.
 */
export const createDialectNotes = (context: StoreContext): DialectNoteStore => ({
  put: put(context),
  get: get(context),
  byNumber: async (kind, number) => {
    const [id] = await context.redis.zrangebyscore(
      keys.dialectNoteNumbers(kind),
      number,
      number,
      'LIMIT',
      0,
      1,
    )
    return id === undefined ? null : ((await get(context)(kind, [id]))[0] ?? null)
  },
  list: async (kind, { offset, limit }) => {
    const index = keys.dialectNoteNumbers(kind)
    const [ids, total] = await Promise.all([
      context.redis.zrange(index, String(offset), String(offset + limit - 1), 'REV'),
      context.redis.zcard(index),
    ])
    const notes = await get(context)(kind, ids)
    return { notes: notes.filter((note) => note !== null), total }
  },
  remove: async (kind, id) => {
    await context.redis
      .multi()
      .hdel(keys.dialectNotes(kind), id)
      .zrem(keys.dialectNoteNumbers(kind), id)
      .exec()
  },
})
