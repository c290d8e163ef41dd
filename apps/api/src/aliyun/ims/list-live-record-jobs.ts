import { imsActions, isJob, type JobStatus, pageSpan, statesOfStatus } from '@tapedeck/aliyun'
import type { Recording } from '@tapedeck/domain'
import { eachPage } from '@tapedeck/store'
import { type ActionCall, handledBy } from '../action-handler.ts'
import { showJob } from './show-job.ts'

/** Most jobs that are counted and can be paged through: the newest. */
const maxListed = 20_000

type Filter = {
  Keyword?: string | undefined
  Status?: JobStatus | undefined
  StartTime?: number | undefined
  EndTime?: number | undefined
}

const hasKeyword = ({ id, name }: Recording, keyword: string | undefined): boolean =>
  keyword === undefined ||
  id === keyword ||
  (name ?? '').toLowerCase().includes(keyword.toLowerCase())

/** Ids of the jobs, the newest first. */
const idsOfJobs = async ({ context }: ActionCall, filter: Filter): Promise<string[]> => {
  const ids: string[] = []
  const asked = {
    states: filter.Status === undefined ? null : statesOfStatus(filter.Status),
    name: null,
    createdAfterMs: filter.StartTime ?? null,
    createdBeforeMs: filter.EndTime ?? null,
  }
  for await (const recordings of eachPage((page) => context.store.recordings.list(asked, page))) {
    for (const recording of recordings)
      if (isJob(recording) && hasKeyword(recording, filter.Keyword)) ids.push(recording.id)
    if (ids.length >= maxListed) break
  }
  return ids.slice(0, maxListed)
}

export const listLiveRecordJobs = handledBy(
  imsActions.listLiveRecordJobs,
  async (call, { PageNo, PageSize, SortBy, ...filter }) => {
    const newestFirst = await idsOfJobs(call, filter)
    const ids = SortBy === 'desc' ? newestFirst : newestFirst.toReversed()
    const { offset, limit } = pageSpan({ PageNo, PageSize })
    const page = await Promise.all(
      ids.slice(offset, offset + limit).map((id) => call.context.store.recordings.get(id)),
    )
    const shown = page.filter((recording) => recording !== null)
    return {
      PageNo,
      PageSize,
      SortBy,
      TotalCount: ids.length,
      LiveRecordJobs: await Promise.all(shown.map((recording) => showJob(call, recording))),
    }
  },
)
