/** A place in a log of events: milliseconds, and a number behind them when there are several of that time. */
export const entryIdPattern = /^\d{1,19}(-\d{1,19})?$/

const placeOf = (entryId: string): [bigint, bigint] => {
  const [ms = '0', sequence = '0'] = entryId.split('-')
  return [BigInt(ms), BigInt(sequence)]
}

/** Whether a place in a log of events is before another one. */
export const isBefore = (entryId: string, other: string): boolean => {
  const [ms, sequence] = placeOf(entryId)
  const [otherMs, otherSequence] = placeOf(other)
  return ms === otherMs ? sequence < otherSequence : ms < otherMs
}
