import type { LiveStream } from '@tapedeck/domain'
import { keys, nameRange } from '@tapedeck/redis'
import { decodeNames } from './page-cursor.ts'
import { scanPage } from './scan-index.ts'
import type { Page } from './store.ts'
import type { StoreContext } from './store-context.ts'
import type { StreamFilter, StreamStore } from './stream-stores.ts'

const matches = (stream: LiveStream, filter: StreamFilter): boolean => {
  const { app, phases, isLive } = filter
  if (app !== null && stream.stream.app !== app) return false
  if (phases !== null && !phases.includes(stream.phase)) return false
  return isLive === null || (stream.publication !== null) === isLive
}

/** The shortest index that holds every stream that can match. */
const indexOf = ({ phases, isLive }: StreamFilter): string => {
  const isActiveOnly = isLive === true || (phases !== null && !phases.includes('offline'))
  return isActiveOnly ? keys.activeStreams : keys.streams
}

const rangeOf = ({ domain, app }: StreamFilter): { min: string; max: string } => {
  if (domain === null) return nameRange()
  return app === null ? nameRange(domain) : nameRange(domain, app)
}

const readStreams = async (
  { redis }: StoreContext,
  members: string[],
): Promise<(LiveStream | null)[]> => {
  const texts = await Promise.all(
    members.map((member) => redis.hget(keys.stream(member), 'record')),
  )
  return texts.map((text) => (text === null ? null : (JSON.parse(text) as LiveStream)))
}

/** See StreamStore.list. */
export const listStreams = async (
  context: StoreContext,
  filter: StreamFilter,
  { cursor, limit }: Parameters<StreamStore['list']>[1],
): Promise<Page<LiveStream>> => {
  return await scanPage(context.redis, {
    index: indexOf(filter),
    order: 'ascending',
    ...rangeOf(filter),
    after: decodeNames(cursor, 3),
    limit,
    read: (members) => readStreams(context, members),
    matches: (stream) => matches(stream, filter),
  })
}
