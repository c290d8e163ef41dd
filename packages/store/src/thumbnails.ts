import { createHash } from 'node:crypto'
import { indexTime, keys, runScript } from '@tapedeck/redis'
import { decodeMember, encodeMember } from './page-cursor.ts'
import { scanIndex } from './scan-index.ts'
import type { StoreContext } from './store-context.ts'
import type { Thumbnail, ThumbnailStore } from './stream-stores.ts'

/** So many pictures of one recording are known, the newest ones. */
export const maxThumbnailsPerRecording = 10_000

const hashLength = 32

/** What a picture's member begins with: the cursor of a page that ends with it. */
const headOf = ({ atMs, key }: Thumbnail): string =>
  `${indexTime(atMs)}:${createHash('sha256').update(key).digest('hex').slice(0, hashLength)}`

const headLength = indexTime(0).length + 1 + hashLength

/** Behind every member that begins with the head of a cursor. */
const behind = (head: string): string => `${head}~`

/** Pictures of recordings over Redis. */
export const createThumbnails = (context: StoreContext): ThumbnailStore => ({
  add: async (recordingId, thumbnail) => {
    const head = `${headOf(thumbnail)}:`
    await runScript(
      context.redis,
      'tapedeckAddThumbnail',
      [keys.recording(recordingId), keys.thumbnails(recordingId)],
      [head, `${head}${JSON.stringify(thumbnail)}`, maxThumbnailsPerRecording],
    )
  },
  list: async (recordingId, { cursor, limit }) => {
    const head = decodeMember(cursor)
    const { items, last } = await scanIndex<Thumbnail>(context.redis, {
      index: keys.thumbnails(recordingId),
      order: 'ascending',
      min: '-',
      max: '+',
      after: head === null ? null : behind(head),
      limit,
      read: async (members) =>
        members.map((member) => JSON.parse(member.slice(headLength + 1)) as Thumbnail),
    })
    const nextCursor = last === null ? null : encodeMember(last.slice(0, headLength))
    return { items, nextCursor }
  },
})
