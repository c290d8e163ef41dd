import { isTapedeckError, type RecordingInputBody, TapedeckError } from '@tapedeck/contracts'
import type { RecordingTemplate, StorageTarget } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** An error of the storage, told as a problem of the field that chose it. */
const namingField = (error: unknown, field: string): unknown => {
  if (!isTapedeckError(error) || !error.code.startsWith('STORAGE_')) return error
  const { code, detail } = error
  return new TapedeckError(code, { detail, problems: [{ field, message: detail }], cause: error })
}

/**
 * Refuses a storage type that this installation does not have.
 * @throws TapedeckError STORAGE_NOT_CONFIGURED, naming the field
 */
export const assertStorageConfigured = (
  storage: ApiContext['storage'],
  target: StorageTarget | null,
  field: string,
): void => {
  if (target === null) return
  try {
    storage(target)
  } catch (error) {
    throw namingField(error, field)
  }
}

const fieldOf = (body: RecordingInputBody, template: RecordingTemplate): string => {
  if (body.storage !== undefined || template.storage === null) return 'storage'
  return body.templateId === undefined ? 'template.storage' : 'templateId'
}

/** The target with its bucket filled in, so that a later change of the default does not move the recording. */
const fixed = (target: StorageTarget | null, type: 's3' | 'filesystem', bucket: string) => {
  if (type === 's3') return { type, bucket } as const
  return { type, directory: target?.type === 'filesystem' ? target.directory : null } as const
}

/**
 * Where a recording's objects go: what the request says, else its template, else the default. Checked by
 * writing there.
 * @throws TapedeckError STORAGE_*, naming the field
 */
export const acceptStorage = async (
  { storage, checkStorage }: Pick<ApiContext, 'storage' | 'checkStorage'>,
  body: RecordingInputBody,
  template: RecordingTemplate,
  wanted: StorageTarget | null,
): Promise<StorageTarget> => {
  try {
    const target = wanted ?? template.storage
    const store = storage(target)
    await checkStorage(target)
    return fixed(target, store.type, store.bucket)
  } catch (error) {
    throw namingField(error, fieldOf(body, template))
  }
}
