import type { StoredRegisteredStorage } from '@tapedeck/domain'
import { createS3Store } from '@tapedeck/object-store'
import { failureText } from './failure-text.ts'
import { type Finding, problem, skipped } from './finding.ts'
import { type RegistryOptions, readRegistry } from './open-registry.ts'
import { tryPlace } from './try-place.ts'

const atOnce = 4
/** Storages that are tried; more would take long. */
const mostStorages = 40

const sealed = ({ name, unreadable }: StoredRegisteredStorage): Finding =>
  problem(
    'storage_sealed',
    `the keys of registered storage "${name}" cannot be read: ${unreadable}`,
    `Set the TAPEDECK_MASTER_KEY (without one, the TAPEDECK_API_KEY) of the API here too, or give the storage its secret again (PUT /v1/storages/${name}).`,
  )

const tryRegistered = async (storage: StoredRegisteredStorage): Promise<Finding[]> => {
  const { name, bucket, secretAccessKey } = storage
  if (secretAccessKey === null) return [sealed(storage)]
  const where = `registered storage "${name}"`
  if (bucket === null)
    return [skipped('storage_untried', `${where} has no bucket of its own that could be tried`)]
  const store = createS3Store({ ...storage, secretAccessKey, bucket })
  try {
    return await tryPlace({
      where: `${where}, bucket "${bucket}",`,
      settings: `its registration (PUT /v1/storages/${name})`,
      store,
    })
  } finally {
    store.close()
  }
}

/** Tries every registered storage from this host with real objects, as a recorder here would use it. Never throws. */
export const checkRegisteredStorages = async (options: RegistryOptions): Promise<Finding[]> => {
  let storages: StoredRegisteredStorage[]
  try {
    storages = await readRegistry(options, (store) => store.storages.all())
  } catch (error) {
    const what = `Redis does not tell the registered ones: ${failureText(error)}`
    return [skipped('storage_untried', what)]
  }
  const found: Finding[] = []
  const tried = storages.slice(0, mostStorages)
  for (let start = 0; start < tried.length; start += atOnce) {
    const some = tried.slice(start, start + atOnce)
    found.push(...(await Promise.all(some.map(tryRegistered))).flat())
  }
  const left = storages.length - tried.length
  if (left > 0)
    found.push(skipped('storage_untried', `${left} more registered storages are not tried`))
  return found
}
