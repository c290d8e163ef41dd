import type { RuleMode } from '@tapedeck/domain'
import { z } from 'zod'
import { integer } from '../actions/parameter-types.ts'

/** `OnDemand`. Its 2 decides by arguments of the ingest URL that nobody documents: it is refused. */
const modes = new Map<number, RuleMode>([
  [0, 'automatic'],
  [1, 'on-demand'],
  [7, 'manual'],
])

export const onDemandOf: Record<RuleMode, number> = { automatic: 0, 'on-demand': 1, manual: 7 }

export const onDemandParameter = integer().transform((value, ctx): RuleMode => {
  const mode = modes.get(value)
  if (mode !== undefined) return mode
  ctx.addIssue({ code: 'custom', message: 'must be 0, 1 or 7' })
  return z.NEVER
})
