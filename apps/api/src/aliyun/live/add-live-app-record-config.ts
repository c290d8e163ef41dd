import { type AliyunError, liveActions, liveError, patternOf, toRecordRule } from '@tapedeck/aliyun'
import type { StoredRule } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { handledBy } from '../action-handler.ts'
import { checkedTarget } from './checked-target.ts'
import { findDomain, ruleOfPattern, templateOfRule } from './find-config.ts'
import { assertWritten } from './written-config.ts'

/** A rule of the native API may record into a directory: as the service's own configs that record elsewhere than into OSS. */
const takenError = async (context: ApiContext, rule: StoredRule): Promise<AliyunError> => {
  const template = await templateOfRule(context, rule)
  const isElsewhere = context.storage(template?.storage ?? null).type === 'filesystem'
  return liveError(isElsewhere ? 'Live2Vod.ConfigAlreadyExists' : 'ConfigAlreadyExists')
}

/** A config that was deleted while a stream was recorded by it is still there, disabled: it is taken anew. */
export const addLiveAppRecordConfig = handledBy(
  liveActions.addLiveAppRecordConfig,
  async ({ context }, parameters) => {
    const { DomainName, OssEndpoint, OssBucket } = parameters
    await findDomain(context, DomainName)
    const former = await ruleOfPattern(context, patternOf(parameters))
    if (former?.isEnabled === true) throw await takenError(context, former)
    const target = await checkedTarget(context, OssEndpoint, OssBucket)
    const rule = toRecordRule(parameters, target, context.clock())
    const { rules } = context.store
    assertWritten(await (former === null ? rules.create(rule) : rules.replace(former.id, rule)))
    return {}
  },
)
