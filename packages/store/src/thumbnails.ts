import { createHash } from 'node:crypto'
import { indexTime, keys, runScript } from '@tapedeck/redis'
import { decodeKeys, encodeKeys } from './key-block.ts'
import { decodeMember, encodeMember } from './page-cursor.ts'
import { scanIndex } from './scan-index.ts'
import type { StoreContext } from './store-context.ts'
import type { Thumbnail, ThumbnailStore } from './stream-stores.ts'

/** So many pictures of one recording are listed, the newest ones, and up to a block more. */
export const minListedThumbnails = 10_000
/** Of older ones the keys are kept, in blocks of so many. */
export const thumbnailsPerBlock = 1000
/** And of so many blocks, which is a picture every second for a year. */
export const maxThumbnailBlocks = 31_600
/** The oldest become a block when so many are listed. */
const foldedFrom = minListedThumbnails + thumbnailsPerBlock

const hashLength = 32

/** What a picture's member begins with: the cursor of a page that ends with it. */
const headOf = ({ atMs, key }: Thumbnail): string =>
  `${indexTime(atMs)}:${createHash('sha256').update(key).digest('hex').slice(0, hashLength)}`

const headLength = indexTime(0).length + 1 + hashLength

/** Behind every member that begins with the head of a cursor. */
const behind = (head: string): string => `${head}~`

const thumbnailOf = (member: string): Thumbnail =>
  JSON.parse(member.slice(headLength + 1)) as Thumbnail

/** Makes a block of the oldest pictures. They are taken in that step only, so that none gets lost. */
const fold = async ({ redis }: StoreContext, recordingId: string): Promise<void> => {
  const listed = keys.thumbnails(recordingId)
  const members = await redis.zrange(listed, '0', String(thumbnailsPerBlock - 1))
  const block = encodeKeys(members.map((member) => thumbnailOf(member).key))
  await runScript(
    redis,
    'tapedeckFoldThumbnails',
    [keys.recording(recordingId), listed, keys.thumbnailBlocks(recordingId)],
    [
      ...[members.length, members[0] ?? '', members.at(-1) ?? '', block],
      ...[maxThumbnailBlocks, foldedFrom],
    ],
  )
}

const blockListsOf = (recordingId: string): string[] => [
  keys.retainedThumbnails(recordingId),
  keys.thumbnailBlocks(recordingId),
]

/** Pictures of recordings over Redis. */
export const createThumbnails = (context: StoreContext): ThumbnailStore => ({
  add: async (recordingId, thumbnail) => {
    const head = `${headOf(thumbnail)}:`
    const count = await runScript(
      context.redis,
      'tapedeckAddThumbnail',
      [keys.recording(recordingId), keys.thumbnails(recordingId)],
      [head, `${head}${JSON.stringify(thumbnail)}`],
    )
    if (Number(count) >= foldedFrom) await fold(context, recordingId)
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
      read: async (members) => members.map(thumbnailOf),
    })
    const nextCursor = last === null ? null : encodeMember(last.slice(0, headLength))
    return { items, nextCursor }
  },
  unlisted: async (recordingId) => {
    for (const list of blockListsOf(recordingId)) {
      const block = await context.redis.lindex(list, 0)
      if (block !== null) return { block, keys: decodeKeys(block) }
    }
    return null
  },
  forgetUnlisted: async (recordingId, block) => {
    // by its value, so that nothing else goes when it is asked for twice
    for (const list of blockListsOf(recordingId)) await context.redis.lrem(list, 1, block)
  },
  retain: async (recordingId) => {
    const names = [keys.thumbnailBlocks(recordingId), keys.retainedThumbnails(recordingId)]
    await runScript(context.redis, 'tapedeckRetainThumbnails', names, [])
  },
})
