import {
  type LiveSnapshot,
  maxInSnapshot,
  toLiveStreamView,
  toRecordingView,
} from '@tapedeck/contracts'
import { isFinal, recordingStates } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { showRecorder } from '../recorders/show-recorder.ts'

const unfinished = {
  states: recordingStates.filter((state) => !isFinal(state)),
  name: null,
  createdAfterMs: null,
  createdBeforeMs: null,
}
const published = { domain: null, app: null, phases: null, isLive: true }
const page = { cursor: null, limit: maxInSnapshot }

/** What is live and what records, as the store has it now. */
export const takeSnapshot = async ({
  store,
  clock,
}: Pick<ApiContext, 'store' | 'clock'>): Promise<LiveSnapshot> => {
  const atMs = clock()
  const [{ items: recordings }, counts, streams, recorders] = await Promise.all([
    store.recordings.list(unfinished, page),
    store.recordings.countByState(),
    store.streams.list(published, page),
    store.recorders.list(),
  ])
  const progress = await store.progress.getAll(recordings.map(({ id }) => id))
  return {
    at: new Date(atMs).toISOString(),
    recordings: recordings.map((recording, i) => toRecordingView(recording, progress[i] ?? null)),
    counts,
    streams: streams.items.map(toLiveStreamView),
    recorders: recorders.map(showRecorder),
  }
}
