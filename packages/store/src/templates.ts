import { newId, type StoredTemplate } from '@tapedeck/domain'
import { indexMember, keys, runScript } from '@tapedeck/redis'
import { collectionBounds, collectionFull } from './collection-bounds.ts'
import { completeTemplate } from './complete-template.ts'
import { listNewestFirst } from './scan-index.ts'
import { storagesOfTemplate, unlessStorageMissing } from './storage-users.ts'
import type { TemplateStore } from './store.ts'
import { newNonce, type StoreContext } from './store-context.ts'
import { untilNotRaced } from './write-recording.ts'

const memberOf = (template: StoredTemplate): string =>
  indexMember(template.createdAtMs, template.id)

const parse = (text: string): StoredTemplate => completeTemplate(JSON.parse(text) as StoredTemplate)

const readTemplate = async (context: StoreContext, id: string): Promise<StoredTemplate | null> => {
  const text = await context.redis.get(keys.template(id))
  return text === null ? null : parse(text)
}

const list =
  ({ redis }: StoreContext): TemplateStore['list'] =>
  (page) =>
    listNewestFirst(redis, { index: keys.templates, keyOf: keys.template, parse }, page)

const change =
  (context: StoreContext): TemplateStore['change'] =>
  (id, changed) =>
    untilNotRaced(async () => {
      const text = await context.redis.get(keys.template(id))
      if (text === null) return null
      const known = parse(text)
      const template = changed(known)
      const { createdAtMs } = known
      const stored = { ...template, id, createdAtMs, updatedAtMs: context.clock() }
      const answer = await runScript(
        context.redis,
        'tapedeckReplaceEntry',
        [keys.template(id)],
        [text, JSON.stringify(stored), storagesOfTemplate('template', id, template)],
      )
      const outcome = unlessStorageMissing<'written' | 'missing' | 'raced'>(answer)
      if (outcome === 'missing') return null
      return outcome === 'written' ? stored : 'raced'
    })

/** Templates over Redis. */
export const createTemplates = (context: StoreContext): TemplateStore => ({
  create: async (template) => {
    const nowMs = context.clock()
    const id = newId('tpl', nowMs, context.randomBytes(16))
    const stored = { ...template, id, createdAtMs: nowMs, updatedAtMs: nowMs }
    const answer = await runScript(
      context.redis,
      'tapedeckCreateEntry',
      [keys.template(id), keys.templates],
      [
        JSON.stringify(stored),
        memberOf(stored),
        collectionBounds.templates,
        storagesOfTemplate('template', id, template),
      ],
    )
    const outcome = unlessStorageMissing<'written' | 'full'>(answer)
    if (outcome === 'full') throw collectionFull('templates')
    return stored
  },
  get: (id) => readTemplate(context, id),
  list: list(context),
  replace: (id, template) => change(context)(id, () => template),
  change: change(context),
  remove: async (id) => {
    const known = await readTemplate(context, id)
    if (known === null) return 'missing'
    const outcome = await runScript(
      context.redis,
      'tapedeckRemoveEntry',
      [keys.template(id), keys.templates, keys.answer(newNonce(context)), keys.templateRules(id)],
      [memberOf(known), storagesOfTemplate('template', id, null)],
    )
    return outcome as 'removed' | 'missing' | 'in_use'
  },
})
