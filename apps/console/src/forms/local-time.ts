const msPerMinute = 60_000

/** A time as a field of date and time shows it: in the reader's zone, to the minute. Empty for none. */
export const localText = (at: string | null): string => {
  if (at === null) return ''
  const time = new Date(at)
  const shiftedMs = time.getTime() - time.getTimezoneOffset() * msPerMinute
  return new Date(shiftedMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
}

/**
 * The time that such a field holds, which must not be empty.
 * @param known what it was filled with: to the millisecond where nobody changed it
 */
export const timeOf = (text: string, known: string | null = null): string =>
  known !== null && localText(known) === text ? known : new Date(text).toISOString()
