import { TapedeckError } from '@tapedeck/contracts'
import { nameMember, namesOfMember } from '@tapedeck/redis'

const encode = (text: string): string => Buffer.from(text).toString('base64url')

const checked = (cursor: string, isOurs: (text: string) => boolean): string => {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (isOurs(text)) return text
  throw new TapedeckError('INPUT_INVALID', {
    detail: 'cursor: is not one that a former page gave',
    problems: [{ field: 'cursor', message: 'is not one that a former page gave' }],
  })
}

const decode = (cursor: string, shape: RegExp): string =>
  checked(cursor, (text) => shape.test(text))

/** A cursor that stands for the last index member of a page. */
export const encodeMember = encode

/** @throws TapedeckError INPUT_INVALID */
export const decodeMember = (cursor: string | null): string | null =>
  cursor === null ? null : decode(cursor, /^\d{15}:[!-~]{1,128}$/)

/**
 * The same where members are encoded names.
 * @param count how many names a member has
 * @throws TapedeckError INPUT_INVALID
 */
export const decodeNames = (cursor: string | null, count: number): string | null =>
  cursor === null
    ? null
    : checked(cursor, (text) => {
        const names = namesOfMember(text)
        return names.length === count && nameMember(...names) === text
      })

/** A cursor that stands for a place in a list that only grows. */
export const encodeOffset = (offset: number): string => encode(`after ${offset}`)

/** @throws TapedeckError INPUT_INVALID */
export const decodeOffset = (cursor: string | null): number =>
  cursor === null ? 0 : Number(decode(cursor, /^after \d{1,9}$/).slice('after '.length))
