import type { StoredDomain } from '@tapedeck/domain'
import { keys, nameMember, namesOfMember, runScript } from '@tapedeck/redis'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { decodeNames } from './page-cursor.ts'
import { readTexts, scanPage } from './scan-index.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import type { DomainStore } from './stream-stores.ts'

/** `createdBy` tells a creation that is sent twice from another one of the same name. */
const textOf = (domain: StoredDomain, createdBy: string): string =>
  JSON.stringify({ ...domain, createdBy })

const parse = (text: string): { domain: StoredDomain; createdBy: string } => {
  const { createdBy, ...domain } = JSON.parse(text) as StoredDomain & { createdBy: string }
  return { domain, createdBy }
}

const readDomain = async ({ redis }: StoreContext, name: string) => {
  const text = await redis.get(keys.domain(name))
  return text === null ? null : parse(text)
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

const replace =
  (context: StoreContext): DomainStore['replace'] =>
  async (name, domain) => {
    const known = await readDomain(context, name)
    if (known === null) return null
    const { createdAtMs } = known.domain
    const stored = { ...domain, name, createdAtMs, updatedAtMs: context.clock() }
    const text = textOf(stored, known.createdBy)
    // XX: one that was removed meanwhile does not come back.
    return (await context.redis.set(keys.domain(name), text, 'XX')) === 'OK' ? stored : null
  }

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
  get: async (name) => (await readDomain(context, name))?.domain ?? null,
  list: list(context),
  replace: replace(context),
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
