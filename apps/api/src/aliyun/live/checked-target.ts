import { liveError } from '@tapedeck/aliyun'
import type { StorageTarget } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { targetOfEndpoint } from '../oss-storage.ts'

/**
 * The storage of OssEndpoint and OssBucket, which was written to.
 * @throws AliyunError InvalidOssEndpoint.Malformed
 * @throws TapedeckError STORAGE_*
 */
export const checkedTarget = async (
  context: ApiContext,
  endpoint: string,
  bucket: string,
): Promise<StorageTarget> => {
  const target = await targetOfEndpoint(context, endpoint, bucket)
  if (target === null)
    throw liveError('InvalidOssEndpoint.Malformed', 'No storage has this OssEndpoint.')
  await context.knowStorage(target)
  await context.checkStorage(target)
  return target
}
