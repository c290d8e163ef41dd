import {
  type LiveAppRecord,
  liveActions,
  livePageOf,
  pageSpan,
  renderRecordConfig,
} from '@tapedeck/aliyun'
import type { StoredRule } from '@tapedeck/domain'
import { eachPage } from '@tapedeck/store'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { shownStorage } from '../oss-storage.ts'
import { findDomain, templateOfRule } from './find-config.ts'

/** Most configs that are counted and can be paged through: the newest. */
const maxListed = 20_000

type Asked = { DomainName: string; AppName?: string | undefined; StreamName?: string | undefined }

const configsOf = async (
  { store }: ApiContext,
  { DomainName, AppName, StreamName }: Asked,
): Promise<StoredRule[]> => {
  const filter = {
    domain: DomainName,
    app: AppName ?? null,
    stream: StreamName ?? null,
    templateId: null,
  }
  const found: StoredRule[] = []
  for await (const rules of eachPage((page) => store.rules.list(filter, page))) {
    found.push(...rules.filter(({ isEnabled }) => isEnabled))
    if (found.length >= maxListed) break
  }
  return found
}

const show = async (context: ApiContext, rule: StoredRule): Promise<LiveAppRecord[]> => {
  const template = await templateOfRule(context, rule)
  if (template === null) return []
  return [renderRecordConfig(rule, template, await shownStorage(context, template.storage))]
}

export const describeLiveRecordConfig = handledBy(
  liveActions.describeLiveRecordConfig,
  async ({ context }, { Order, PageNum, PageSize, ...asked }) => {
    await findDomain(context, asked.DomainName)
    const newestFirst = await configsOf(context, asked)
    const rules = Order === 'desc' ? newestFirst : newestFirst.toReversed()
    const { offset, limit } = pageSpan({ PageNo: PageNum, PageSize })
    const page = rules.slice(offset, offset + limit)
    const shown = await Promise.all(page.map((rule) => show(context, rule)))
    return {
      Order,
      ...livePageOf({ PageNum, PageSize }, rules.length),
      LiveAppRecordList: { LiveAppRecord: shown.flat() },
    }
  },
)
