import { type ImsJob, renderJob } from '@tapedeck/aliyun'
import { type Recording, redactUrl } from '@tapedeck/domain'
import type { ActionCall } from '../action-handler.ts'
import { shownStorage } from '../oss-storage.ts'

/** The stream's URL may hold a key: who may only read does not see it. */
export const shownUrl = ({ caller }: ActionCall, { source }: Recording): string =>
  caller.mode === 'write' ? source.url : redactUrl(source.url)

/** A recording as IMS answers it. */
export const showJob = async (call: ActionCall, recording: Recording): Promise<ImsJob> =>
  renderJob(
    recording,
    await shownStorage(call.context, recording.storage),
    shownUrl(call, recording),
  )
