import { imsActions } from '@tapedeck/aliyun'
import { isTapedeckError } from '@tapedeck/contracts'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { deleteFile } from '../file-facts.ts'
import { jobOf } from './find-job.ts'

type Result = { RecordId: string; Code: string; Message: string }

const deleteOne = async (
  context: ApiContext,
  id: string,
  withObjects: boolean,
): Promise<Result> => {
  const found = await context.store.fileIndex.get(id)
  // the files of streams and rules are deleted by Live
  if (found === null || (await jobOf(context, found.file.recordingId)) === null)
    return { RecordId: id, Code: 'ResourceNotFound', Message: 'Resource not found' }
  try {
    await deleteFile(context, found.file, withObjects)
  } catch (err) {
    if (!isTapedeckError(err) || !err.code.startsWith('STORAGE_')) throw err
    context.logger.warn({ err, fileId: id }, 'the objects of a file could not be removed')
    return { RecordId: id, Code: 'ServiceUnAvailable', Message: err.detail }
  }
  return { RecordId: id, Code: 'OK', Message: 'OK' }
}

/** Each file is told of by itself: one that cannot be removed does not keep others from it. */
export const deleteLiveRecordFiles = handledBy(
  imsActions.deleteLiveRecordFiles,
  async ({ context }, { RecordIds, RemoveFile }) => ({
    Message: 'OK',
    DeleteFileInfoList: await Promise.all(
      [...new Set(RecordIds)].map((id) => deleteOne(context, id, RemoveFile)),
    ),
  }),
)
