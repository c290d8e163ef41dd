import type { Recording } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** Reads each recording once. */
export const recordingReader = ({
  store,
}: Pick<ApiContext, 'store'>): ((id: string) => Promise<Recording | null>) => {
  const known = new Map<string, Promise<Recording | null>>()
  return (id) => {
    const found = known.get(id) ?? store.recordings.get(id)
    known.set(id, found)
    return found
  }
}
