import {
  type AliyunError,
  isDeletedConfig,
  liveActions,
  liveError,
  patternOf,
  toRecordRule,
} from '@tapedeck/aliyun'
import type { RecordingRule, StoredRule } from '@tapedeck/domain'
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

/**
 * A config that was deleted while a stream was recorded by it is still there, disabled: it is taken anew. A rule that somebody
 * disabled otherwise keeps its pattern.
 */
export const addLiveAppRecordConfig = handledBy(
  liveActions.addLiveAppRecordConfig,
  async ({ context }, parameters) => {
    const { DomainName, OssEndpoint, OssBucket } = parameters
    await findDomain(context, DomainName)
    const former = await ruleOfPattern(context, patternOf(parameters))
    if (former !== null && !isDeletedConfig(former)) throw await takenError(context, former)
    const target = await checkedTarget(context, OssEndpoint, OssBucket)
    const rule = toRecordRule(parameters, target, context.clock())
    const { rules } = context.store
    const again = (known: StoredRule): RecordingRule => {
      if (!isDeletedConfig(known)) throw liveError('ConfigAlreadyExists')
      return rule
    }
    assertWritten(await (former === null ? rules.create(rule) : rules.change(former.id, again)))
    return {}
  },
)
