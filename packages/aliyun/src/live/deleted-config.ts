import type { RecordingRule } from '@tapedeck/domain'
import { configName } from './to-rule.ts'

/**
 * True for a rule that is there only because a stream was recorded by it when its config was deleted: Add may take it anew.
 * Versions before left no mark on such a rule; of theirs it is one that still looks as Add made it, and that no other API has
 * written since (those mark what they write).
 */
export const isDeletedConfig = ({
  isEnabled,
  isDeleted,
  template,
  pattern,
}: RecordingRule): boolean => !isEnabled && (isDeleted ?? template?.name === configName(pattern))
