import type { AccessKey, StoredAccessKey } from '@tapedeck/domain'
import { indexMember, keys, runScript } from '@tapedeck/redis'
import type { AccessKeyStore } from './access-stores.ts'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { listNewestFirst } from './scan-index.ts'
import { openText } from './sealed-text.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import { untilNotRaced } from './write-recording.ts'

const memberOf = ({ createdAtMs, id }: Pick<AccessKey, 'createdAtMs' | 'id'>): string =>
  indexMember(createdAtMs, id)

const placeOf = (id: string): string => `access-key:${id}`

/** The sealing makes each text its own, so that a creation that is sent twice is told from another one. */
const textOf = ({ seal }: StoreContext, key: AccessKey): string =>
  JSON.stringify({ ...key, secret: seal.seal(key.secret, placeOf(key.id)) })

const parse = ({ seal }: StoreContext, text: string): StoredAccessKey => {
  const key = JSON.parse(text) as AccessKey
  const { text: secret, ...why } = openText(seal, key.secret, placeOf(key.id))
  return { ...key, secret, ...why }
}

const create =
  (context: StoreContext): AccessKeyStore['create'] =>
  async (given) => {
    const nowMs = context.clock()
    const key = { ...given, createdAtMs: nowMs, updatedAtMs: nowMs }
    const outcome = await runScript(
      context.redis,
      'tapedeckCreateEntry',
      [keys.accessKey(key.id), keys.accessKeys],
      [textOf(context, key), memberOf(key), collectionBounds.accessKeys],
    )
    if (outcome === 'full') throw collectionFull('accessKeys')
    return outcome === 'written' ? { outcome: 'created', key } : { outcome: 'exists' }
  }

const update =
  (context: StoreContext): AccessKeyStore['update'] =>
  (id, change) =>
    untilNotRaced(async () => {
      const text = await context.redis.get(keys.accessKey(id))
      if (text === null) return null
      const updatedAtMs = context.clock()
      const key = { ...parse(context, text), ...change, updatedAtMs }
      // a secret that cannot be read stays sealed as it is
      const { secret } = key
      const nextText =
        secret === null
          ? JSON.stringify({ ...(JSON.parse(text) as AccessKey), ...change, updatedAtMs })
          : textOf(context, { ...key, secret })
      const outcome = await runScript(
        context.redis,
        'tapedeckReplaceEntry',
        [keys.accessKey(id)],
        [text, nextText],
      )
      if (outcome === 'missing') return null
      return outcome === 'written' ? key : 'raced'
    })

const remove =
  (context: StoreContext): AccessKeyStore['remove'] =>
  async (id) => {
    const text = await context.redis.get(keys.accessKey(id))
    if (text === null) return false
    const outcome = await runScript(
      context.redis,
      'tapedeckRemoveEntry',
      [keys.accessKey(id), keys.accessKeys, keys.answer(newNonce(context))],
      [memberOf(JSON.parse(text) as AccessKey)],
    )
    return outcome === 'removed'
  }

/** Keys of the foreign APIs over Redis, their secrets sealed. */
export const createAccessKeys = (context: StoreContext): AccessKeyStore => ({
  create: create(context),
  get: async (id) => {
    const text = await context.redis.get(keys.accessKey(id))
    return text === null ? null : parse(context, text)
  },
  list: (page) =>
    listNewestFirst(
      context.redis,
      { index: keys.accessKeys, keyOf: keys.accessKey, parse: (text) => parse(context, text) },
      page,
    ),
  update: update(context),
  remove: remove(context),
})
