import { createLiveRecordTemplate } from './create-live-record-template.ts'
import { deleteLiveRecordFiles } from './delete-live-record-files.ts'
import { deleteLiveRecordTemplate } from './delete-live-record-template.ts'
import { getLiveRecordJob } from './get-live-record-job.ts'
import { getLiveRecordTemplate } from './get-live-record-template.ts'
import { listLiveRecordFiles } from './list-live-record-files.ts'
import { listLiveRecordJobs } from './list-live-record-jobs.ts'
import { listLiveRecordTemplates } from './list-live-record-templates.ts'
import { submitLiveRecordJob } from './submit-live-record-job.ts'
import { updateLiveRecordTemplate } from './update-live-record-template.ts'

/** The actions of IMS 2020-11-09 that are built. */
export const handledImsActions = [
  createLiveRecordTemplate,
  deleteLiveRecordFiles,
  deleteLiveRecordTemplate,
  getLiveRecordJob,
  getLiveRecordTemplate,
  listLiveRecordFiles,
  listLiveRecordJobs,
  listLiveRecordTemplates,
  submitLiveRecordJob,
  updateLiveRecordTemplate,
]
