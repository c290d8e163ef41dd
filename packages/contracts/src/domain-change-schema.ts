import type { OnDemandCallback, StreamDomain } from '@tapedeck/domain'
import { z } from 'zod'
import { domainSettingsSchema, onDemandSchema, toOnDemandCallback } from './domain-schema.ts'
import { parseInput } from './validation.ts'

const { pullUrlPattern, renditions, notifyUrl } = domainSettingsSchema.shape

/** What is to be changed of a callback, and whether there is one. */
export const callbackChangeSchema = onDemandSchema
  .partial()
  .nullish()
  .describe('Its fields one by one; null takes it away')
type CallbackChange = z.infer<typeof callbackChangeSchema>

/** What is to be changed of a domain; what is absent stays. */
export const domainChangeSchema = z
  .strictObject({
    pullUrlPattern: pullUrlPattern.optional(),
    renditions,
    onDemand: callbackChangeSchema,
    notifyUrl: notifyUrl.nullable().describe('Null takes it away'),
  })
  .meta({ id: 'DomainChangeInput' })
export type DomainChange = z.infer<typeof domainChangeSchema>

/**
 * The callback with a change made.
 * @throws TapedeckError INPUT_INVALID when none was there and the change does not name its URL
 */
export const changedCallback = (
  known: OnDemandCallback | null,
  change: CallbackChange,
): OnDemandCallback | null => {
  if (change === undefined) return known
  if (change === null) return null
  const schema = z.object({ onDemand: onDemandSchema })
  return toOnDemandCallback(parseInput(schema, { onDemand: { ...known, ...change } }).onDemand)
}

/**
 * The domain with a change made; whatever it shows as `***` stays as it is unless the change gives it anew.
 * @throws TapedeckError INPUT_INVALID
 */
export const changedDomain = (known: StreamDomain, change: DomainChange): StreamDomain => ({
  name: known.name,
  pullUrlPattern: change.pullUrlPattern ?? known.pullUrlPattern,
  renditions: change.renditions ?? known.renditions,
  onDemand: changedCallback(known.onDemand, change.onDemand),
  notifyUrl: change.notifyUrl === undefined ? known.notifyUrl : change.notifyUrl,
})
