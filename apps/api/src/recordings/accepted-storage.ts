import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import { fixedTarget } from '@tapedeck/control'
import {
  isSameStorage,
  outputStorages,
  type RecordingTemplate,
  type StorageTarget,
  templateStorages,
  withOutputStorages,
} from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** An error of the storage, told as a problem of the field that chose it. */
const namingField = (error: unknown, field: string): unknown => {
  if (!isTapedeckError(error)) return error
  const { code, detail } = error
  if (!code.startsWith('STORAGE_') && code !== 'SECRET_UNREADABLE') return error
  return new TapedeckError(code, { detail, problems: [{ field, message: detail }], cause: error })
}

/** How a request gives its template: as a whole, or by its id. */
type TemplateSource = { templateId?: string | undefined }

/** The field of a request that chose what its template says. */
const fieldIn =
  ({ templateId }: TemplateSource) =>
  (field: string): string =>
    templateId === undefined ? `template.${field}` : 'templateId'

type StorageParts = Pick<ApiContext, 'storage' | 'knowStorage' | 'checkStorage'>

const assertUsable = async (
  { storage, knowStorage }: Pick<StorageParts, 'storage' | 'knowStorage'>,
  target: StorageTarget | null,
  field: string,
): Promise<void> => {
  try {
    await knowStorage(target)
    storage(target)
  } catch (error) {
    throw namingField(error, field)
  }
}

/**
 * Refuses a template that names a storage type which this installation does not have, or a storage that is not registered.
 * @param fieldOf the field of the request for a field of the template
 * @throws TapedeckError STORAGE_NOT_CONFIGURED, naming the field
 */
export const assertStorageConfigured = async (
  parts: Pick<StorageParts, 'storage' | 'knowStorage'>,
  template: RecordingTemplate,
  fieldOf: (field: string) => string = (field) => field,
): Promise<void> => {
  for (const { field, target } of templateStorages(template))
    await assertUsable(parts, target, fieldOf(field))
}

type CheckedStorage = { field: string; target: StorageTarget | null }

const eachOnce = (storages: CheckedStorage[]): CheckedStorage[] =>
  storages.filter(
    ({ target }, index) =>
      storages.findIndex((other) => isSameStorage(other.target, target)) === index,
  )

/** Writes to each storage, all at once. The first in order that does not take it is told. */
const checkAll = async (
  { checkStorage }: StorageParts,
  storages: CheckedStorage[],
): Promise<void> => {
  const checks = await Promise.allSettled(
    eachOnce(storages).map(async ({ field, target }) => {
      try {
        await checkStorage(target)
      } catch (error) {
        throw namingField(error, field)
      }
    }),
  )
  for (const check of checks) if (check.status === 'rejected') throw check.reason
}

/** The template with the buckets of its outputs filled in; a storage that is not configured is told by its field. */
const fixedTemplate = async (
  parts: StorageParts,
  template: RecordingTemplate,
  fieldOf: (field: string) => string,
): Promise<RecordingTemplate> => {
  await assertStorageConfigured(parts, template, fieldOf)
  return withOutputStorages(template, (target) => fixedTarget(parts.storage, target))
}

/**
 * Makes sure that everything which recordings of a live stream would store has a place, by writing there.
 * @param source the request that gives the template
 * @returns the template with the storages of its outputs filled in
 * @throws TapedeckError STORAGE_*, naming the field
 */
export const acceptTemplateStorages = async (
  parts: StorageParts,
  source: TemplateSource,
  template: RecordingTemplate,
): Promise<RecordingTemplate> => {
  const fieldOf = fieldIn(source)
  const fixed = await fixedTemplate(parts, template, fieldOf)
  await checkAll(parts, [
    { field: fieldOf('storage'), target: template.storage },
    ...outputStorages(fixed).map(({ field, target }) => ({ field: fieldOf(field), target })),
  ])
  return fixed
}

/**
 * Where a recording's objects go: what the request says, else its template, else the default; and the template with the
 * storages of its outputs filled in. Checked by writing there; renditions are made of live streams only and not checked.
 * @throws TapedeckError STORAGE_*, naming the field
 */
export const acceptStorage = async (
  parts: StorageParts,
  body: TemplateSource,
  template: RecordingTemplate,
  wanted: StorageTarget | null,
): Promise<{ storage: StorageTarget; template: RecordingTemplate }> => {
  const fieldOf = fieldIn(body)
  const fixed = await fixedTemplate(parts, template, fieldOf)
  const target = wanted ?? template.storage
  const isOfTemplate = wanted === null && template.storage !== null
  if (wanted !== null) await assertUsable(parts, wanted, 'storage')
  const outputs = outputStorages({ ...fixed, renditions: null })
  await checkAll(parts, [
    { field: isOfTemplate ? fieldOf('storage') : 'storage', target },
    ...outputs.map((named) => ({ ...named, field: fieldOf(named.field) })),
  ])
  return { storage: fixedTarget(parts.storage, target), template: fixed }
}
