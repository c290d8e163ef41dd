import {
  imsActions,
  pageSpan,
  presetTemplates,
  renderTemplate,
  templateTypeOf,
} from '@tapedeck/aliyun'
import type { StoredTemplate } from '@tapedeck/domain'
import { eachPage } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'

/** Most templates that are counted and can be paged through: the newest. */
const maxListed = 20_000

type Filter = {
  Keyword?: string | undefined
  TemplateIds?: string[] | undefined
  Type?: 'system' | 'custom' | undefined
}

const matches = ({ id, name }: StoredTemplate, { Keyword, TemplateIds, Type }: Filter): boolean => {
  if (TemplateIds !== undefined && !TemplateIds.includes(id)) return false
  if (Type !== undefined && templateTypeOf(id) !== Type) return false
  if (Keyword === undefined) return true
  return id === Keyword || name.toLowerCase().includes(Keyword.toLowerCase())
}

/** The newest first; those that are part of the program are the oldest. */
const templatesOf = async ({ store }: ApiContext, filter: Filter): Promise<StoredTemplate[]> => {
  const found: StoredTemplate[] = []
  for await (const page of eachPage((span) => store.templates.list(span))) {
    found.push(...page.filter((template) => matches(template, filter)))
    if (found.length >= maxListed) break
  }
  return [...found, ...presetTemplates.filter((template) => matches(template, filter))]
}

export const listLiveRecordTemplates = handledBy(
  imsActions.listLiveRecordTemplates,
  async ({ context }, { PageNo, PageSize, SortBy, ...filter }) => {
    const newestFirst = await templatesOf(context, filter)
    const templates = SortBy === 'desc' ? newestFirst : newestFirst.toReversed()
    const { offset, limit } = pageSpan({ PageNo, PageSize })
    return {
      PageNo,
      PageSize,
      SortBy,
      TotalCount: templates.length,
      RecordTemplateList: templates.slice(offset, offset + limit).map(renderTemplate),
    }
  },
)
