/** Prefixes of generated ids. */
export type IdPrefix = 'rec' | 'tpl' | 'rule' | 'src' | 'end' | 'sec'

/** What a caller may choose as the id of a recording. */
export const recordingIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A new id: prefix, creation time and 80 random bits in Crockford's base 32, so that ids sort by age.
 * @param random at least 16 random bytes, from the caller
 */
export const newId = (prefix: IdPrefix, nowMs: number, random: Uint8Array): string => {
  let time = ''
  for (let rest = nowMs, i = 0; i < 9; i++, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time
  const tail = Array.from(random.subarray(0, 16), (byte) => alphabet[byte % 32]).join('')
  return `${prefix}_${time}${tail}`
}
