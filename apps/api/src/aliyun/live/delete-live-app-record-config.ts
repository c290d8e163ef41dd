import { liveActions, patternOf } from '@tapedeck/aliyun'
import { isTapedeckError } from '@tapedeck/contracts'
import type { StoredRule } from '@tapedeck/domain'
import type { ApiContext } from '../../api-context.ts'
import { removeRule } from '../../rules/write-rule.ts'
import { handledBy } from '../action-handler.ts'
import { findConfig, findDomain } from './find-config.ts'
import { assertWritten } from './written-config.ts'

const disable = async ({ store }: ApiContext, stored: StoredRule): Promise<void> => {
  const { id, createdAtMs: _created, updatedAtMs: _updated, ...rule } = stored
  assertWritten(await store.rules.replace(id, { ...rule, isEnabled: false, isDeleted: true }))
}

/**
 * The service deletes a config also while a stream is recorded by it, which goes on. Rules that record are not deleted here: such
 * a one is disabled, which is the same to everybody but the native API, and marked, so that Add finds its pattern free.
 */
export const deleteLiveAppRecordConfig = handledBy(
  liveActions.deleteLiveAppRecordConfig,
  async ({ context }, parameters) => {
    await findDomain(context, parameters.DomainName)
    const rule = await findConfig(context, patternOf(parameters))
    try {
      await removeRule(context, rule.id)
    } catch (error) {
      if (!isTapedeckError(error) || error.code !== 'RULE_EXECUTING') throw error
      await disable(context, rule)
    }
    return {}
  },
)
