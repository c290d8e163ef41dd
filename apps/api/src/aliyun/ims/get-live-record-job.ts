import { imsActions, imsError } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { showJob } from './show-job.ts'

export const getLiveRecordJob = handledBy(imsActions.getLiveRecordJob, async (call, { JobId }) => {
  const recording = await call.context.store.recordings.get(JobId)
  if (recording === null) throw imsError('ResourceNotFound')
  return { RecordJob: await showJob(call, recording) }
})
