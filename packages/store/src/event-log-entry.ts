import { entryIdPattern, TapedeckError, type TapedeckEvent } from '@tapedeck/contracts'
import { type EventContext, emptyEventContext } from '@tapedeck/domain'
import type { EventLogEntry } from './webhook-stores.ts'

/** Bound of the event log: about 1.5 GiB. */
export const maxLogEntries = 1_000_000
/** How long the event log keeps what was relayed, in milliseconds. */
export const logKeptMs = 7 * 24 * 3_600_000

/** @throws TapedeckError INPUT_INVALID when it is no place in a stream */
export const checkedEntryId = (entryId: string, field: string): string => {
  if (entryIdPattern.test(entryId)) return entryId
  throw new TapedeckError('INPUT_INVALID', {
    detail: `${field}: is not one of this stream`,
    problems: [{ field, message: 'is not one of this stream' }],
  })
}

const fieldOf = (fields: string[], name: string): string | undefined => {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === name) return fields[i + 1]
  return undefined
}

/** The event in one entry of a stream. */
export const eventOfEntry = (fields: string[]): TapedeckEvent =>
  JSON.parse(fieldOf(fields, 'event') ?? '') as TapedeckEvent

/**
 * The fields of a context beside its event. `notifyUrl` is a field of its own, which is all that notifiers of former versions
 * read: old and new processes may run together.
 */
export const contextFields = ({
  notifyUrl,
  ...context
}: EventContext): { notifyUrl: string; context: string } => ({
  notifyUrl: notifyUrl ?? '',
  context: JSON.stringify(context),
})

/** The context in fields. Former versions told the receiver alone. */
export const contextOf = (
  notifyUrl: string | undefined,
  context: string | undefined,
): EventContext => ({
  ...emptyEventContext,
  ...(JSON.parse(context || '{}') as Partial<EventContext>),
  notifyUrl: notifyUrl || null,
})

/** One entry of the event log, of whatever version. */
export const toLogEntry = ([entryId, fields]: [string, string[]]): EventLogEntry => ({
  entryId,
  event: eventOfEntry(fields),
  context: contextOf(fieldOf(fields, 'notifyUrl'), fieldOf(fields, 'context')),
})
