import { ruleViewSchema } from '@tapedeck/contracts'
import type { StoredRule, StreamName } from '@tapedeck/domain'
import { z } from 'zod'

const levels = ['stream', 'app', 'domain'] as const
type Level = (typeof levels)[number]

/** Which rules match a stream, and which one wins. */
export const ruleMatchSchema = z
  .object({
    stream: z.object({ domain: z.string(), app: z.string(), stream: z.string() }),
    winner: z.string().nullable().describe('Id of the rule that would be in force'),
    reason: z.string().describe('Why, for people'),
    matches: z
      .array(
        z.object({
          level: z.enum(levels).describe('What its pattern names at most: the stream is best'),
          rule: ruleViewSchema,
        }),
      )
      .describe('Every enabled rule that matches, the winner first'),
  })
  .meta({ id: 'RuleMatch' })

/** What the pattern of a rule names at most. */
export const levelOf = ({ pattern }: Pick<StoredRule, 'pattern'>): Level => {
  if (pattern.stream !== null) return 'stream'
  return pattern.app === null ? 'domain' : 'app'
}

const because: Record<Level, string> = {
  stream: 'it names the stream itself',
  app: 'no rule names the stream, and it names its application',
  domain: 'no rule names the stream or its application, and it names its domain',
}

/** Why a rule would be in force, or none. */
export const matchReason = (
  { domain }: StreamName,
  isDomainKnown: boolean,
  winner: StoredRule | null,
): string => {
  if (!isDomainKnown) return `There is no domain "${domain}".`
  return winner === null
    ? 'No enabled rule matches.'
    : `The rule "${winner.id}" wins: ${because[levelOf(winner)]}.`
}
