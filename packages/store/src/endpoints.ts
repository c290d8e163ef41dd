import { type KeptEndpoint, maxEndpointSecrets, newId, type StoredEndpoint } from '@tapedeck/domain'
import { idOfMember, indexMember, keys, runScript } from '@tapedeck/redis'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { listNewestFirst, readTexts } from './scan-index.ts'
import { openEndpoint, sealEndpoint } from './sealed-endpoint.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { EndpointStore } from './webhook-stores.ts'
import { untilNotRaced } from './write-recording.ts'

const memberOf = ({ createdAtMs, id }: { createdAtMs: number; id: string }): string =>
  indexMember(createdAtMs, id)

const endpointKeys = (id: string): string[] => [
  keys.endpoint(id),
  keys.endpoints,
  keys.endpointsRevision,
]

const writeEndpoint = async (
  context: StoreContext,
  endpoint: StoredEndpoint,
  knownText: string,
): Promise<'written' | 'missing' | 'raced'> => {
  const text = sealEndpoint(context.seal, endpoint, knownText)
  const args = [knownText, text, memberOf(endpoint), collectionBounds.endpoints]
  const names = endpointKeys(endpoint.id)
  const outcome = await runScript(context.redis, 'tapedeckWriteEndpoint', names, args)
  if (outcome === 'full') throw collectionFull('endpoints')
  return outcome as 'written' | 'missing' | 'raced'
}

/** Reads an endpoint, changes it and writes it, until nobody else did so meanwhile; null when there is none or no change. */
const changeEndpoint = (
  context: StoreContext,
  id: string,
  change: (endpoint: StoredEndpoint, nowMs: number) => StoredEndpoint | null,
): Promise<StoredEndpoint | null> =>
  untilNotRaced(async () => {
    const text = await context.redis.get(keys.endpoint(id))
    if (text === null) return null
    const nowMs = context.clock()
    const changed = change(openEndpoint(context.seal, text), nowMs)
    if (changed === null) return null
    const endpoint = { ...changed, updatedAtMs: nowMs }
    const outcome = await writeEndpoint(context, endpoint, text)
    if (outcome === 'written') return withReadability(endpoint)
    return outcome === 'missing' ? null : outcome
  })

/** As it is after a write, which may have replaced what could not be read. */
const withReadability = ({ unreadable, ...endpoint }: StoredEndpoint): StoredEndpoint => {
  const isReadable =
    endpoint.headers !== null && endpoint.secrets.every(({ secret }) => secret !== null)
  return isReadable || unreadable === undefined ? endpoint : { ...endpoint, unreadable }
}

const newEndpointSecret = (context: StoreContext, secret: string, nowMs: number) => ({
  id: newId('sec', nowMs, context.randomBytes(16)),
  secret,
  createdAtMs: nowMs,
  expiresAtMs: null,
})

const create = async (
  context: StoreContext,
  ...[endpoint, secret]: Parameters<EndpointStore['create']>
): Promise<StoredEndpoint> => {
  const nowMs = context.clock()
  const stored: StoredEndpoint = {
    ...endpoint,
    id: newId('end', nowMs, context.randomBytes(16)),
    secrets: secret === null ? [] : [newEndpointSecret(context, secret, nowMs)],
    disabled: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  await writeEndpoint(context, stored, '')
  return stored
}

/** The newest secret, and the one that it replaces while that still signs. */
const withSecret = (
  context: StoreContext,
  endpoint: StoredEndpoint,
  {
    secret,
    formerExpiresAtMs,
    nowMs,
  }: { secret: string; formerExpiresAtMs: number; nowMs: number },
): StoredEndpoint => {
  const former = endpoint.secrets
    .slice(0, formerExpiresAtMs > nowMs ? maxEndpointSecrets - 1 : 0)
    // one that cannot be read cannot sign either
    .filter((known) => known.secret !== null)
  return {
    ...endpoint,
    secrets: [
      newEndpointSecret(context, secret, nowMs),
      ...former.map((known) => ({ ...known, expiresAtMs: formerExpiresAtMs })),
    ],
  }
}

/** The secret alone that signs from now on, or none. */
const soleSecret = (
  context: StoreContext,
  { secrets: [newest] }: StoredEndpoint,
  secret: string | null,
  nowMs: number,
): StoredEndpoint['secrets'] => {
  if (secret === null) return []
  return newest?.secret === secret ? [newest] : [newEndpointSecret(context, secret, nowMs)]
}

/** An endpoint with other settings; enabling takes away why it was disabled. */
const withSettings = (known: StoredEndpoint, settings: KeptEndpoint): StoredEndpoint => ({
  ...known,
  ...settings,
  disabled: settings.isEnabled ? null : known.disabled,
})

const remove = async ({ redis, ...context }: StoreContext, id: string): Promise<boolean> => {
  const text = await redis.get(keys.endpoint(id))
  if (text === null) return false
  const { createdAtMs } = JSON.parse(text) as StoredEndpoint
  const names = [...endpointKeys(id), keys.answer(newNonce({ redis, ...context }))]
  const args = [memberOf({ createdAtMs, id })]
  return (await runScript(redis, 'tapedeckRemoveEndpoint', names, args)) === 'removed'
}

/** Every endpoint, read again only when one was changed since. */
const createReadAll = ({ redis, seal }: StoreContext): EndpointStore['all'] => {
  let known: { revision: string; endpoints: StoredEndpoint[] } | null = null
  return async () => {
    const revision = (await redis.get(keys.endpointsRevision)) ?? ''
    if (known?.revision === revision) return [...known.endpoints]
    const members = await redis.zrange(keys.endpoints, '0', '-1')
    const names = members.map((member) => keys.endpoint(idOfMember(member)))
    const found =
      names.length === 0 ? [] : await readTexts(redis, names, (text) => openEndpoint(seal, text))
    const endpoints = found.filter((endpoint) => endpoint !== null)
    known = { revision, endpoints }
    return [...endpoints]
  }
}

/** Webhook endpoints over Redis. */
export const createEndpoints = (context: StoreContext): EndpointStore => {
  const { redis, seal } = context
  const change: EndpointStore['change'] = (id, changed) =>
    changeEndpoint(context, id, (known) => withSettings(known, changed(known)))
  const parse = (text: string): StoredEndpoint => openEndpoint(seal, text)
  return {
    create: (endpoint, secret) => create(context, endpoint, secret),
    get: async (id) => {
      const text = await redis.get(keys.endpoint(id))
      return text === null ? null : parse(text)
    },
    list: (page) =>
      listNewestFirst(redis, { index: keys.endpoints, keyOf: keys.endpoint, parse }, page),
    all: createReadAll(context),
    replace: (id, endpoint) => change(id, () => endpoint),
    replaceSigned: (id, endpoint, secret) =>
      changeEndpoint(context, id, (known, nowMs) => ({
        ...withSettings(known, endpoint),
        secrets: soleSecret(context, known, secret, nowMs),
      })),
    change,
    renewSecret: (id, secret, formerExpiresAtMs) =>
      changeEndpoint(context, id, (known, nowMs) =>
        withSecret(context, known, { secret, formerExpiresAtMs, nowMs }),
      ),
    disable: async (id, detail) => {
      const disabled = await changeEndpoint(context, id, (known, atMs) =>
        known.isEnabled ? { ...known, isEnabled: false, disabled: { atMs, detail } } : null,
      )
      return disabled !== null
    },
    remove: (id) => remove(context, id),
  }
}
