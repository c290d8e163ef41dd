import { type IngestSource, newId, type StoredSource } from '@tapedeck/domain'
import { indexMember, keys, runScript } from '@tapedeck/redis'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { listNewestFirst } from './scan-index.ts'
import { newSecret } from './source-secret.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { SourceStore } from './stream-stores.ts'
import { untilNotRaced } from './write-recording.ts'

/** A source with its text as it stands in Redis, which its next write compares. */
type KnownSource = { source: StoredSource; text: string }

const memberOf = (source: StoredSource): string => indexMember(source.createdAtMs, source.id)

const domainSourcesOf = (source: StoredSource | undefined): string =>
  typeof source?.domain === 'string' ? keys.domainSources(source.domain) : ''

const readSource = async ({ redis }: StoreContext, id: string): Promise<KnownSource | null> => {
  const text = await redis.get(keys.source(id))
  return text === null ? null : { source: JSON.parse(text) as StoredSource, text }
}

const writeSource = async (
  context: StoreContext,
  source: StoredSource,
  known: KnownSource | null,
): Promise<'written' | 'missing' | 'raced'> => {
  const outcome = await runScript(
    context.redis,
    'tapedeckWriteSource',
    [keys.source(source.id), keys.sources, domainSourcesOf(source), domainSourcesOf(known?.source)],
    [known?.text ?? '', JSON.stringify(source), memberOf(source), collectionBounds.sources],
  )
  if (outcome === 'full') throw collectionFull('sources')
  return outcome as 'written' | 'missing' | 'raced'
}

/** Reads a source, changes it and writes it, until nobody else did so meanwhile; null when there is none. */
const changeSource = (
  context: StoreContext,
  id: string,
  change: (source: StoredSource) => StoredSource,
): Promise<StoredSource | null> =>
  untilNotRaced(async () => {
    const known = await readSource(context, id)
    if (known === null) return null
    const source = { ...change(known.source), updatedAtMs: context.clock() }
    const outcome = await writeSource(context, source, known)
    if (outcome === 'written') return source
    return outcome === 'missing' ? null : outcome
  })

/** The same for what users say of it: id, secret and times are not theirs. */
const changeSettings = (
  context: StoreContext,
  id: string,
  changed: (source: StoredSource) => IngestSource,
): Promise<StoredSource | null> =>
  changeSource(context, id, (known) => {
    const { secretHash, createdAtMs, updatedAtMs } = known
    return { ...changed(known), id, secretHash, createdAtMs, updatedAtMs }
  })

const remove = (context: StoreContext, id: string): Promise<boolean> => {
  const answer = keys.answer(newNonce(context))
  return untilNotRaced(async () => {
    const known = await readSource(context, id)
    if (known === null) return false
    const { source, text } = known
    const outcome = await runScript(
      context.redis,
      'tapedeckRemoveSource',
      [keys.source(id), keys.sources, domainSourcesOf(source), answer],
      [text, memberOf(source)],
    )
    return outcome === 'raced' ? outcome : outcome === 'removed'
  })
}

const list =
  ({ redis }: StoreContext): SourceStore['list'] =>
  (page) =>
    listNewestFirst(
      redis,
      {
        index: keys.sources,
        keyOf: keys.source,
        parse: (text) => JSON.parse(text) as StoredSource,
      },
      page,
    )

/** Ingest sources over Redis. */
export const createSources = (context: StoreContext): SourceStore => ({
  create: async (given) => {
    const nowMs = context.clock()
    const { secret, secretHash } = newSecret(context.randomBytes)
    const id = newId('src', nowMs, context.randomBytes(16))
    const source = { ...given, id, secretHash, createdAtMs: nowMs, updatedAtMs: nowMs }
    await writeSource(context, source, null)
    return { source, secret }
  },
  get: async (id) => (await readSource(context, id))?.source ?? null,
  list: list(context),
  replace: (id, given) => changeSettings(context, id, () => given),
  change: (id, changed) => changeSettings(context, id, changed),
  renewSecret: async (id) => {
    const { secret, secretHash } = newSecret(context.randomBytes)
    const source = await changeSource(context, id, (known) => ({ ...known, secretHash }))
    return source === null ? null : { source, secret }
  },
  remove: (id) => remove(context, id),
})
