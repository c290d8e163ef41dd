import type { ApiKey } from '@tapedeck/domain'
import { indexMember, keys, runScript } from '@tapedeck/redis'
import type { ApiKeyStore } from './access-stores.ts'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { listNewestFirst } from './scan-index.ts'
import { newNonce, type StoreContext } from './store-context.ts'

const memberOf = ({ createdAtMs, id }: ApiKey): string => indexMember(createdAtMs, id)

const parse = (text: string): ApiKey => JSON.parse(text) as ApiKey

const create =
  (context: StoreContext): ApiKeyStore['create'] =>
  async (given) => {
    const key = { ...given, createdAtMs: context.clock() }
    const outcome = await runScript(
      context.redis,
      'tapedeckCreateEntry',
      [keys.apiKey(key.id), keys.apiKeys],
      [JSON.stringify(key), memberOf(key), collectionBounds.apiKeys],
    )
    if (outcome === 'full') throw collectionFull('apiKeys')
    return outcome === 'written' ? { outcome: 'created', key } : { outcome: 'exists' }
  }

const remove =
  (context: StoreContext): ApiKeyStore['remove'] =>
  async (id) => {
    const text = await context.redis.get(keys.apiKey(id))
    if (text === null) return false
    const outcome = await runScript(
      context.redis,
      'tapedeckRemoveEntry',
      [keys.apiKey(id), keys.apiKeys, keys.answer(newNonce(context))],
      [memberOf(parse(text))],
    )
    return outcome === 'removed'
  }

/** Keys of the native API over Redis. */
export const createApiKeys = (context: StoreContext): ApiKeyStore => ({
  create: create(context),
  get: async (id) => {
    const text = await context.redis.get(keys.apiKey(id))
    return text === null ? null : parse(text)
  },
  list: (page) =>
    listNewestFirst(context.redis, { index: keys.apiKeys, keyOf: keys.apiKey, parse }, page),
  remove: remove(context),
})
