import { changedRecordRule, liveActions, liveError, patternOf } from '@tapedeck/aliyun'
import { handledBy } from '../action-handler.ts'
import { shownStorage } from '../oss-storage.ts'
import { checkedTarget } from './checked-target.ts'
import { findConfig, findDomain, templateOfRule } from './find-config.ts'
import { assertWritten } from './written-config.ts'

/** A config that names a template of the native API has one of its own from then on. */
export const updateLiveAppRecordConfig = handledBy(
  liveActions.updateLiveAppRecordConfig,
  async ({ context }, parameters) => {
    await findDomain(context, parameters.DomainName)
    const rule = await findConfig(context, patternOf(parameters))
    const template = await templateOfRule(context, rule)
    if (template === null) throw liveError('CodeConfigNotFound', 'No config found')
    const { bucket } = await shownStorage(context, template.storage)
    const target = await checkedTarget(context, parameters.OssEndpoint, bucket)
    const changed = changedRecordRule(rule, template, parameters, target, context.clock())
    assertWritten(await context.store.rules.replace(rule.id, changed))
    return {}
  },
)
