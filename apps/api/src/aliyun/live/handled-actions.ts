import { addLiveAppRecordConfig } from './add-live-app-record-config.ts'
import { addLiveRecordNotifyConfig } from './add-live-record-notify-config.ts'
import { createLiveStreamRecordIndexFiles } from './create-live-stream-record-index-files.ts'
import { deleteLiveAppRecordConfig } from './delete-live-app-record-config.ts'
import { deleteLiveRecordNotifyConfig } from './delete-live-record-notify-config.ts'
import { deleteLiveStreamRecordIndexFiles } from './delete-live-stream-record-index-files.ts'
import { describeLiveRecordConfig } from './describe-live-record-config.ts'
import { describeLiveRecordNotifyConfig } from './describe-live-record-notify-config.ts'
import { describeLiveRecordNotifyRecords } from './describe-live-record-notify-records.ts'
import { describeLiveStreamRecordContent } from './describe-live-stream-record-content.ts'
import { describeLiveStreamRecordIndexFile } from './describe-live-stream-record-index-file.ts'
import { describeLiveStreamRecordIndexFiles } from './describe-live-stream-record-index-files.ts'
import { realTimeRecordCommand } from './real-time-record-command.ts'
import { updateLiveAppRecordConfig } from './update-live-app-record-config.ts'
import { updateLiveRecordNotifyConfig } from './update-live-record-notify-config.ts'

/** The actions of Live 2016-11-01 that are built. */
export const handledLiveActions = [
  addLiveAppRecordConfig,
  addLiveRecordNotifyConfig,
  createLiveStreamRecordIndexFiles,
  deleteLiveAppRecordConfig,
  deleteLiveRecordNotifyConfig,
  deleteLiveStreamRecordIndexFiles,
  describeLiveRecordConfig,
  describeLiveRecordNotifyConfig,
  describeLiveRecordNotifyRecords,
  describeLiveStreamRecordContent,
  describeLiveStreamRecordIndexFile,
  describeLiveStreamRecordIndexFiles,
  realTimeRecordCommand,
  updateLiveAppRecordConfig,
  updateLiveRecordNotifyConfig,
]
