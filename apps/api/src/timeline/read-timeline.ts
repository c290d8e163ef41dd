import type { RecordingEvent, TimelineView } from '@tapedeck/contracts'
import type { Recording, RecordingFile } from '@tapedeck/domain'
import { storedFiles } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'
import { showFiles } from '../recordings/recording-files.ts'
import { buildTimeline, maxTimelineFiles } from './build-timeline.ts'

const eventsPerRead = 1000

/** The events of a recording that tell of its state; those of files and of what is wrong are many and tell nothing of it. */
const stateEvents = async (
  { store }: Pick<ApiContext, 'store'>,
  id: string,
): Promise<RecordingEvent[]> => {
  const events: RecordingEvent[] = []
  let after: string | null = null
  for (;;) {
    const read: { entryId: string; event: RecordingEvent }[] = await store.events.list(
      id,
      after,
      eventsPerRead,
    )
    for (const { event } of read)
      if (event.type !== 'file.created' && event.type !== 'recording.degraded') events.push(event)
    after = read.at(-1)?.entryId ?? null
    if (read.length < eventsPerRead || after === null) return events
  }
}

const linksOf = async (
  context: ApiContext,
  recording: Recording,
  files: RecordingFile[],
  address: string,
): Promise<Map<string, string | null>> => {
  const newest = files.slice(-maxTimelineFiles)
  const views = await showFiles(context, recording, newest, address)
  return new Map(views.map(({ id, url }) => [id, url]))
}

/**
 * What happened to a recording, as far as the store knows.
 * @param linksFor the address of the API for who asks; null: no links to the files
 */
export const readTimeline = async (
  context: ApiContext,
  recording: Recording,
  linksFor: string | null,
): Promise<TimelineView> => {
  const { store, clock } = context
  const { id } = recording
  // open cycles before files: one that is finished meanwhile is seen as a file too, and never in neither
  const openCycles = (await store.openCycles.list(id)).map(({ cycle }) => cycle)
  const [files, events, commands] = await Promise.all([
    storedFiles(store.recordings, id),
    stateEvents(context, id),
    store.recordings.commands(id),
  ])
  const urls =
    linksFor === null ? new Map<string, null>() : await linksOf(context, recording, files, linksFor)
  return buildTimeline({ recording, files, openCycles, events, commands, urls, nowMs: clock() })
}
