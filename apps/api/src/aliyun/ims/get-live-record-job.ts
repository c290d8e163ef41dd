import { imsActions } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { findJob } from './find-job.ts'
import { showJob } from './show-job.ts'

export const getLiveRecordJob = handledBy(imsActions.getLiveRecordJob, async (call, { JobId }) => ({
  RecordJob: await showJob(call, await findJob(call.context, JobId)),
}))
