/** First and last byte. */
export type ByteRange = { start: number; end: number }

/**
 * What a Range header asks of an object of `bytes` bytes (RFC 9110 §14.2): null for all of it, also when the header has
 * another unit, several ranges or no meaning.
 */
export const byteRangeOf = (
  header: string | undefined,
  bytes: number,
): ByteRange | null | 'unsatisfiable' => {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return null
  if (first === '') {
    const length = Math.min(Number(last), bytes)
    return length === 0 ? 'unsatisfiable' : { start: bytes - length, end: bytes - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return null
  if (start >= bytes) return 'unsatisfiable'
  return { start, end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) }
}
