import type { StoredDomain } from '@tapedeck/domain'
import { keys, nameMember, namesOfMember, runScript } from '@tapedeck/redis'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { decodeNames } from './page-cursor.ts'
import { readTexts, scanPage } from './scan-index.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { DomainStore } from './stream-stores.ts'
import { untilNotRaced } from './write-recording.ts'

/** `createdBy` tells a creation that is sent twice from another one of the same name. */
const textOf = (domain: StoredDomain, createdBy: string): string =>
  JSON.stringify({ ...domain, createdBy })

const parse = (text: string): { domain: StoredDomain; createdBy: string } => {
  const { createdBy, ...domain } = JSON.parse(text) as StoredDomain & { createdBy: string }
  return { domain, createdBy }
}

const readDomain = async ({ redis }: StoreContext, name: string): Promise<StoredDomain | null> => {
  const text = await redis.get(keys.domain(name))
  return text === null ? null : parse(text).domain
}

const create =
  (context: StoreContext): DomainStore['create'] =>
  async (domain) => {
    const nowMs = context.clock()
    const stored = { ...domain, createdAtMs: nowMs, updatedAtMs: nowMs }
    const outcome = await runScript(
      context.redis,
      'tapedeckCreateEntry',
      [keys.domain(domain.name), keys.domains],
      [textOf(stored, newNonce(context)), nameMember(domain.name), collectionBounds.domains],
    )
    if (outcome === 'full') throw collectionFull('domains')
    return outcome === 'written' ? stored : null
  }

const change =
  (context: StoreContext): DomainStore['change'] =>
  (name, changed) =>
    untilNotRaced(async () => {
      const text = await context.redis.get(keys.domain(name))
      if (text === null) return null
      const { domain: known, createdBy } = parse(text)
      const { createdAtMs } = known
      const stored = { ...changed(known), name, createdAtMs, updatedAtMs: context.clock() }
      const outcome = await runScript(
        context.redis,
        'tapedeckReplaceEntry',
        [keys.domain(name)],
        [text, textOf(stored, createdBy)],
      )
      if (outcome === 'missing') return null
      return outcome === 'written' ? stored : 'raced'
    })

const list =
  ({ redis }: StoreContext): DomainStore['list'] =>
  async ({ cursor, limit }) => {
    return await scanPage(redis, {
      index: keys.domains,
      order: 'ascending',
      min: '-',
      max: '+',
      after: decodeNames(cursor, 1),
      limit,
      read: (members) =>
        readTexts(
          redis,
          members.map((member) => keys.domain(namesOfMember(member).join(''))),
          (text) => parse(text).domain,
        ),
    })
  }

/** Domains over Redis. */
export const createDomains = (context: StoreContext): DomainStore => ({
  create: create(context),
  get: (name) => readDomain(context, name),
  list: list(context),
  replace: (name, domain) => change(context)(name, () => domain),
  change: change(context),
  remove: async (name) => {
    const outcome = await runScript(
      context.redis,
      'tapedeckRemoveEntry',
      [
        keys.domain(name),
        keys.domains,
        keys.answer(newNonce(context)),
        keys.domainRules(name),
        keys.domainSources(name),
      ],
      [nameMember(name)],
    )
    return outcome as 'removed' | 'missing' | 'in_use'
  },
})
