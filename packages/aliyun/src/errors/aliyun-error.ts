import { commonErrors, type ErrorRow } from './common-errors.ts'
import { imsErrors } from './ims-errors.ts'
import { liveErrors } from './live-errors.ts'

export type CommonErrorCode = keyof typeof commonErrors
export type ImsErrorCode = keyof typeof imsErrors
export type LiveErrorCode = keyof typeof liveErrors

/** A refusal in the words of the foreign API. The message is shown to the caller. */
export class AliyunError extends Error {
  override readonly name = 'AliyunError'
  readonly code: string
  readonly status: number

  /** After which pause the request can be sent again; null when that would not help. */
  readonly retryAfterMs: number | null

  constructor(code: string, status: number, message: string, retryAfterMs: number | null = null) {
    super(message)
    this.code = code
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

const ofTable =
  <C extends string>(table: Record<C, ErrorRow>) =>
  /** @param detail what stands for `%s` in the message; without secrets */
  (code: C, detail = ''): AliyunError => {
    const [status, message] = table[code]
    return new AliyunError(
      code,
      status,
      message.replace('%s', () => detail),
    )
  }

/** An error of the protocol. */
export const rpcError = ofTable<CommonErrorCode>(commonErrors)

/** The refusal of a request that came too soon. */
export const throttled = (retryAfterMs: number): AliyunError => {
  const code = 'Throttling.User'
  const [status, message] = commonErrors[code]
  return new AliyunError(code, status, message, retryAfterMs)
}

/** An error of IMS 2020-11-09. */
export const imsError = ofTable<ImsErrorCode>(imsErrors)

/** An error of Live 2016-11-01. */
export const liveError = ofTable<LiveErrorCode>(liveErrors)

export const isLiveErrorCode = (code: string): code is LiveErrorCode => code in liveErrors
export const isImsErrorCode = (code: string): code is ImsErrorCode => code in imsErrors
