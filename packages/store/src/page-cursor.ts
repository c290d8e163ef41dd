import { TapedeckError } from '@tapedeck/contracts'

const encode = (text: string): string => Buffer.from(text).toString('base64url')

const decode = (cursor: string, shape: RegExp): string => {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (shape.test(text)) return text
  throw new TapedeckError('INPUT_INVALID', {
    detail: 'cursor: is not one that a former page gave',
    problems: [{ field: 'cursor', message: 'is not one that a former page gave' }],
  })
}

/** A cursor that stands for the last index member of a page. */
export const encodeMember = encode

/** @throws TapedeckError INPUT_INVALID */
export const decodeMember = (cursor: string | null): string | null =>
  cursor === null ? null : decode(cursor, /^\d{15}:[A-Za-z0-9_-]{1,64}$/)

/** A cursor that stands for a place in a list that only grows. */
export const encodeOffset = (offset: number): string => encode(`after ${offset}`)

/** @throws TapedeckError INPUT_INVALID */
export const decodeOffset = (cursor: string | null): number =>
  cursor === null ? 0 : Number(decode(cursor, /^after \d{1,9}$/).slice('after '.length))
