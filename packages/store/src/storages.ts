import type { RegisteredStorage, StoredRegisteredStorage } from '@tapedeck/domain'
import { keys, nameMember, namesOfMember, runScript } from '@tapedeck/redis'
import type { StorageRegistry } from './access-stores.ts'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { readTexts } from './scan-index.ts'
import { openText } from './sealed-text.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { Subscriptions } from './subscriptions.ts'
import { untilNotRaced } from './write-recording.ts'

type ReadableStorage = RegisteredStorage & { createdAtMs: number; updatedAtMs: number }

const placeOf = (name: string): string => `storage:${name}`

/** The sealing makes each text its own, so that a registration that is sent twice is told from another one. */
const textOf = ({ seal }: StoreContext, storage: ReadableStorage): string =>
  JSON.stringify({
    ...storage,
    secretAccessKey: seal.seal(storage.secretAccessKey, placeOf(storage.name)),
  })

const parse = ({ seal }: StoreContext, text: string): StoredRegisteredStorage => {
  const storage = JSON.parse(text) as ReadableStorage
  const { text: secretAccessKey, ...why } = openText(
    seal,
    storage.secretAccessKey,
    placeOf(storage.name),
  )
  return { ...storage, secretAccessKey, ...why }
}

const writeStorage = async (
  context: StoreContext,
  storage: ReadableStorage,
  knownText: string,
): Promise<'written' | 'missing' | 'taken' | 'raced'> => {
  const { name } = storage
  const outcome = await runScript(
    context.redis,
    'tapedeckWriteStorage',
    [keys.storage(name), keys.storages],
    [
      knownText,
      textOf(context, storage),
      nameMember(name),
      collectionBounds.storages,
      keys.storageNews,
    ],
  )
  if (outcome === 'full') throw collectionFull('storages')
  return outcome as 'written' | 'missing' | 'taken' | 'raced'
}

const replace = (
  context: StoreContext,
  name: string,
  storage: RegisteredStorage,
): Promise<StoredRegisteredStorage | null> =>
  untilNotRaced(async () => {
    const text = await context.redis.get(keys.storage(name))
    if (text === null) return null
    const known = JSON.parse(text) as ReadableStorage
    // grows also when the clock of the one who writes is behind: of two readings the later time wins
    const updatedAtMs = Math.max(context.clock(), known.updatedAtMs + 1)
    const stored = { ...storage, name, createdAtMs: known.createdAtMs, updatedAtMs }
    const outcome = await writeStorage(context, stored, text)
    if (outcome === 'missing') return null
    return outcome === 'written' ? stored : 'raced'
  })

const all = async (context: StoreContext): Promise<StoredRegisteredStorage[]> => {
  const members = await context.redis.zrange(keys.storages, '0', '-1')
  if (members.length === 0) return []
  const texts = members.map((member) => keys.storage(namesOfMember(member).join('')))
  const found = await readTexts(context.redis, texts, (text) => parse(context, text))
  return found.filter((storage) => storage !== null)
}

const remove = async (
  context: StoreContext,
  name: string,
): Promise<'removed' | 'missing' | 'in_use'> => {
  const outcome = await runScript(
    context.redis,
    'tapedeckRemoveStorage',
    [keys.storage(name), keys.storages, keys.storageUsers(name), keys.answer(newNonce(context))],
    [nameMember(name), keys.storageNews],
  )
  return outcome as 'removed' | 'missing' | 'in_use'
}

/** Registered storages over Redis, their secrets sealed. */
export const createStorages = (
  context: StoreContext,
  subscriptions: Subscriptions,
): StorageRegistry => ({
  create: async (storage) => {
    const nowMs = context.clock()
    const stored = { ...storage, createdAtMs: nowMs, updatedAtMs: nowMs }
    return (await writeStorage(context, stored, '')) === 'written' ? 'created' : 'exists'
  },
  get: async (name) => {
    const text = await context.redis.get(keys.storage(name))
    return text === null ? null : parse(context, text)
  },
  all: () => all(context),
  replace: (name, storage) => replace(context, name, storage),
  remove: (name) => remove(context, name),
  // told after a reconnect too, when changes may have been missed
  watch: (onChange) => subscriptions.add(keys.storageNews, () => onChange()),
})
