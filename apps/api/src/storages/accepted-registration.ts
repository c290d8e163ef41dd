import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import type { RegisteredStorage } from '@tapedeck/domain'
import { createS3Store } from '@tapedeck/object-store'
import type { ApiContext } from '../api-context.ts'
import { checkWithin } from '../storage-check.ts'

/** An alias leads to one storage. */
const assertAliasesFree = async (
  { store }: Pick<ApiContext, 'store'>,
  { name, aliases }: RegisteredStorage,
): Promise<void> => {
  if (aliases.length === 0) return
  const others = (await store.storages.all()).filter((other) => other.name !== name)
  const problems = aliases.flatMap((alias, index) => {
    const taken = others.find((other) => other.aliases.includes(alias))
    const message = `is an alias of the storage "${taken?.name}"`
    return taken === undefined ? [] : [{ field: `aliases.${index}`, message }]
  })
  if (problems.length > 0)
    throw new TapedeckError('INPUT_INVALID', {
      detail: problems.map(({ field, message }) => `${field}: ${message}`).join('; '),
      problems,
    })
}

/** The field that an error of a storage is most likely about. */
const fieldOf: Record<string, string> = {
  STORAGE_DENIED: 'secretAccessKey',
  STORAGE_NOT_FOUND: 'bucket',
}

/** Writes to its bucket; one without a bucket is seen to work when something names a bucket. */
const assertWorks = async (storage: RegisteredStorage): Promise<void> => {
  if (storage.bucket === null) return
  const objects = createS3Store({ ...storage, bucket: storage.bucket })
  try {
    await checkWithin(objects)
  } catch (error) {
    if (!isTapedeckError(error)) throw error
    const { code, detail } = error
    const problems = [{ field: fieldOf[code] ?? 'endpoint', message: detail }]
    throw new TapedeckError(code, { detail, problems, cause: error })
  } finally {
    objects.close()
  }
}

/**
 * Refuses a storage whose alias is another's, and, unless that is left out, one whose bucket does not take objects.
 * @throws TapedeckError INPUT_INVALID, STORAGE_*, naming the field
 */
export const assertRegistration = async (
  context: Pick<ApiContext, 'store'>,
  storage: RegisteredStorage,
  { isChecked }: { isChecked: boolean },
): Promise<void> => {
  await assertAliasesFree(context, storage)
  if (isChecked) await assertWorks(storage)
}
