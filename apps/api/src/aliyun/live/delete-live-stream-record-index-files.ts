import { liveActions } from '@tapedeck/aliyun'
import { isTapedeckError } from '@tapedeck/contracts'
import type { StreamName } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { deleteFile } from '../file-facts.ts'
import { findDomain } from './find-config.ts'
import { fileOfStream, streamOf } from './index-files.ts'

type Result = { RecordId: string; Message: string }

const deleteOne = async (
  context: ApiContext,
  id: string,
  stream: StreamName,
  withObjects: boolean,
): Promise<Result> => {
  const found = await fileOfStream(context, id, stream)
  if (found === null) return { RecordId: id, Message: 'Specified RecordId does not exist.' }
  try {
    await deleteFile(context, found.file, withObjects)
  } catch (err) {
    if (!isTapedeckError(err) || !err.code.startsWith('STORAGE_')) throw err
    context.logger.warn({ err, fileId: id }, 'the objects of a file could not be removed')
    return { RecordId: id, Message: err.detail }
  }
  return { RecordId: id, Message: 'OK' }
}

/** Each file is told of by itself: one that cannot be removed does not keep others from it. */
export const deleteLiveStreamRecordIndexFiles = handledBy(
  liveActions.deleteLiveStreamRecordIndexFiles,
  async ({ context }, parameters) => {
    await findDomain(context, parameters.DomainName)
    const stream = streamOf(parameters)
    const ids = [...new Set(parameters.RecordId)]
    const results = ids.map((id) => deleteOne(context, id, stream, parameters.RemoveFile))
    return {
      Code: 'OK',
      Message: 'OK',
      RecordDeleteInfoList: { RecordDeleteInfo: await Promise.all(results) },
    }
  },
)
