import { imsError, isJob } from '@tapedeck/aliyun'
import type { Recording } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'

/** A recording that somebody submitted, by its id; null when there is none, or it is one of streams and rules. */
export const jobOf = async (
  { store }: Pick<ApiContext, 'store'>,
  id: string,
): Promise<Recording | null> => {
  const recording = await store.recordings.get(id)
  return recording !== null && isJob(recording) ? recording : null
}

/**
 * The same where it must be there.
 * @throws AliyunError ResourceNotFound
 */
export const findJob = async (
  context: Pick<ApiContext, 'store'>,
  id: string,
): Promise<Recording> => {
  const recording = await jobOf(context, id)
  if (recording === null) throw imsError('ResourceNotFound')
  return recording
}
