import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { useCallback } from 'react'
import { useFreshSnapshot } from '../../live/live-context.tsx'
import { useApi } from '../../session/session-context.tsx'

const finalStates = new Set<Schemas['Recording']['state']>(['completed', 'failed', 'canceled'])
const runningRefreshMs = 4000
/** Fillers, checks and moved files change a recording that has ended. */
const endedRefreshMs = 30_000
const filesPerPage = 200
const picturesPerPage = 200

/** True when nothing more is recorded. */
export const hasEnded = ({ state }: Schemas['Recording']): boolean => finalStates.has(state)

/** Everything that the page shows of a recording, asked for again while it changes. */
export const useRecording = (id: string) => {
  const api = useApi()
  const cache = useQueryClient()
  const snapshot = useFreshSnapshot()
  const key = ['recording', id]
  const recording = useQuery({
    queryKey: [...key, 'record'],
    queryFn: () => api.recordings.get(id),
    refetchInterval: ({ state }) =>
      state.data !== undefined && hasEnded(state.data) ? endedRefreshMs : runningRefreshMs,
  })
  const isEnded = recording.data !== undefined && hasEnded(recording.data)
  const refetchInterval = isEnded ? endedRefreshMs : runningRefreshMs
  const enabled = recording.isSuccess
  const shared = { enabled, refetchInterval }
  const timeline = useQuery({
    ...shared,
    queryKey: [...key, 'timeline', isEnded],
    queryFn: () => api.recordings.timeline(id),
    placeholderData: (before) => before,
  })
  const files = useQuery({
    ...shared,
    queryKey: [...key, 'files', isEnded],
    queryFn: () => api.recordings.files(id, { limit: filesPerPage }),
    placeholderData: (before) => before,
  })
  const pictures = useQuery({
    ...shared,
    queryKey: [...key, 'pictures', isEnded],
    queryFn: () => api.recordings.thumbnails(id, { limit: picturesPerPage }),
    placeholderData: (before) => before,
  })
  const refresh = useCallback(
    () => cache.invalidateQueries({ queryKey: ['recording', id] }),
    [cache, id],
  )
  // about a second old, while it runs
  const live = isEnded ? undefined : snapshot?.recordings.find((one) => one.id === id)
  return { recording, shown: live ?? recording.data, timeline, files, pictures, refresh }
}
