import { newId, type StoredTemplate } from '@tapedeck/domain'
import { idOfMember, indexMember, keys } from '@tapedeck/redis'
import { decodeMember, encodeMember } from './page-cursor.ts'
import type { TemplateStore } from './store.ts'
import type { StoreContext } from './store-context.ts'

const memberOf = (template: StoredTemplate): string =>
  indexMember(template.createdAtMs, template.id)

const readTemplate = async (context: StoreContext, id: string): Promise<StoredTemplate | null> => {
  const text = await context.redis.get(keys.template(id))
  return text === null ? null : (JSON.parse(text) as StoredTemplate)
}

const list =
  (context: StoreContext): TemplateStore['list'] =>
  async ({ cursor, limit }) => {
    const last = decodeMember(cursor)
    const max = last === null ? '+' : `(${last}`
    const members = await context.redis.zrange(
      keys.templates,
      max,
      '-',
      'BYLEX',
      'REV',
      'LIMIT',
      0,
      limit + 1,
    )
    const shown = members.slice(0, limit)
    const templates = await Promise.all(
      shown.map((member) => readTemplate(context, idOfMember(member))),
    )
    const lastShown = shown.at(-1)
    return {
      items: templates.filter((template) => template !== null),
      nextCursor:
        members.length > limit && lastShown !== undefined ? encodeMember(lastShown) : null,
    }
  }

/** Templates over Redis. */
export const createTemplates = (context: StoreContext): TemplateStore => ({
  create: async (template) => {
    const nowMs = context.clock()
    const id = newId('tpl', nowMs, context.randomBytes(16))
    const stored = { ...template, id, createdAtMs: nowMs, updatedAtMs: nowMs }
    await context.redis
      .multi()
      .set(keys.template(id), JSON.stringify(stored))
      .zadd(keys.templates, 0, memberOf(stored))
      .exec()
    return stored
  },
  get: (id) => readTemplate(context, id),
  list: list(context),
  replace: async (id, template) => {
    const known = await readTemplate(context, id)
    if (known === null) return null
    const { createdAtMs } = known
    const stored = { ...template, id, createdAtMs, updatedAtMs: context.clock() }
    // XX: one that was removed meanwhile does not come back.
    const written = await context.redis.set(keys.template(id), JSON.stringify(stored), 'XX')
    return written === 'OK' ? stored : null
  },
  remove: async (id) => {
    const known = await readTemplate(context, id)
    if (known === null) return false
    const replies = await context.redis
      .multi()
      .del(keys.template(id))
      .zrem(keys.templates, memberOf(known))
      .exec()
    return replies?.[0]?.[1] === 1
  },
})
