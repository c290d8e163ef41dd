import { TapedeckError } from './tapedeck-error.ts'

/**
 * The error of something that cannot be used because its sealed secret cannot be read.
 * @param what names it, as the subject of a sentence
 * @param why what its entry says
 */
export const secretUnreadable = (what: string, why: string | undefined): TapedeckError =>
  new TapedeckError('SECRET_UNREADABLE', {
    detail: `${what} cannot be used. ${why ?? 'Its secret cannot be read'}`,
  })
