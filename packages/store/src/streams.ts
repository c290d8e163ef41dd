import type { LiveStream, StreamName } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { listStreams } from './list-streams.ts'
import { decodeNames } from './page-cursor.ts'
import { scanPage } from './scan-index.ts'
import type { StoreContext } from './store-context.ts'
import { memberOfStream, streamOfMember } from './stream-member.ts'
import type { StreamStore } from './stream-stores.ts'
import { sweepStreams } from './sweep-streams.ts'
import { writeStream } from './write-stream.ts'

/** Each walk over the active streams takes up to so many expired ones out of the index. */
const sweptPerWalk = 1000

const listActive =
  (context: StoreContext): StreamStore['listActive'] =>
  async ({ cursor, limit }) => {
    if (cursor === null) await sweepStreams(context, sweptPerWalk)
    return await scanPage<StreamName>(context.redis, {
      index: keys.activeStreams,
      order: 'ascending',
      min: '-',
      max: '+',
      after: decodeNames(cursor, 3),
      limit,
      read: async (members) => members.map(streamOfMember),
    })
  }

/** Live streams over Redis. */
export const createStreams = (context: StoreContext): StreamStore => ({
  get: async (stream) => {
    const text = await context.redis.hget(keys.stream(memberOfStream(stream)), 'record')
    return text === null ? null : (JSON.parse(text) as LiveStream)
  },
  write: (stream, expected) => writeStream(context, stream, expected),
  list: (filter, page) => listStreams(context, filter, page),
  due: async (nowMs, limit) => {
    const due = keys.dueStreams
    const members = await context.redis.zrange(
      due,
      '-inf',
      String(nowMs),
      'BYSCORE',
      'LIMIT',
      0,
      limit,
    )
    return members.map(streamOfMember)
  },
  listActive: listActive(context),
  ofRecording: async (recordingId) => {
    const member = await context.redis.hget(keys.streamsOfRecordings, recordingId)
    return member === null ? null : streamOfMember(member)
  },
})
