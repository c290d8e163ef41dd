import { liveError } from '@tapedeck/aliyun'
import type { RuleWrite } from '@tapedeck/store'

/**
 * Makes sure that a rule was written.
 * @throws AliyunError ConfigAlreadyExists, InvalidDomain.NotFound, CodeConfigNotFound
 */
export const assertWritten = ({ outcome }: RuleWrite): void => {
  if (outcome === 'taken') throw liveError('ConfigAlreadyExists')
  if (outcome === 'domain_missing') throw liveError('InvalidDomain.NotFound')
  if (outcome !== 'written') throw liveError('CodeConfigNotFound', 'No config found')
}
