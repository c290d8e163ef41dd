import { randomBytes } from 'node:crypto'
import type { Secret } from '@tapedeck/config'
import { isTapedeckError } from '@tapedeck/contracts'
import type { RegisteredStorage } from '@tapedeck/domain'
import { createS3Store } from '@tapedeck/object-store'
import { abandonRedis, createRedis, type RedisClient } from '@tapedeck/redis'
import { createStore } from '@tapedeck/store'
import { failureText } from './failure-text.ts'
import { type Finding, problem, skipped } from './finding.ts'
import { tryPlace } from './try-place.ts'
import { within } from './within.ts'

/** Where the registrations are, and what opens their secrets. */
export type RegistryOptions = {
  /** With its password. */
  redisUrl: string
  masterKey: Secret | null
  /** Milliseconds since 1970 by this host. */
  wallClock: () => number
}

const answerMs = 5000
const atOnce = 4
/** Storages that are tried; more would take long. */
const mostStorages = 40

const readRegistry = async (options: RegistryOptions): Promise<RegisteredStorage[]> => {
  const opened: RedisClient[] = []
  const store = createStore({
    redis: (connection) => {
      const redis = createRedis(options.redisUrl, { ...connection, onError: () => undefined })
      opened.push(redis)
      return redis
    },
    clock: options.wallClock,
    randomBytes,
    masterKey: options.masterKey,
    name: 'tapedeck-doctor',
  })
  try {
    return await within(answerMs, store.storages.all())
  } finally {
    // one that does not answer must not be waited for
    for (const redis of opened) abandonRedis(redis)
  }
}

const tryRegistered = async (storage: RegisteredStorage): Promise<Finding[]> => {
  const { name, bucket } = storage
  const where = `registered storage "${name}"`
  if (bucket === null)
    return [skipped('storage_untried', `${where} has no bucket of its own that could be tried`)]
  const store = createS3Store({ ...storage, bucket })
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

const unread = (error: unknown): Finding =>
  isTapedeckError(error) && error.code === 'SECRET_UNREADABLE'
    ? problem(
        'storage_sealed',
        `the keys of registered storages cannot be read: ${failureText(error)}`,
        'Set the TAPEDECK_MASTER_KEY (without one, the TAPEDECK_API_KEY) of the API here too, or register the storages with new secrets.',
      )
    : skipped('storage_untried', `Redis does not tell the registered ones: ${failureText(error)}`)

/** Tries every registered storage from this host with real objects, as a recorder here would use it. Never throws. */
export const checkRegisteredStorages = async (options: RegistryOptions): Promise<Finding[]> => {
  let storages: RegisteredStorage[]
  try {
    storages = await readRegistry(options)
  } catch (error) {
    return [unread(error)]
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
