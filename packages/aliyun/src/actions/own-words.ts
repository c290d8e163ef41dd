import { AliyunError } from '../errors/aliyun-error.ts'
import type { ActionSpec } from './action-spec.ts'

/** A refusal in the words of the action's own page, where that has its own for the code; anything else as it is. */
export const inWordsOf = <E>({ messages = {} }: Pick<ActionSpec, 'messages'>, error: E) => {
  if (!(error instanceof AliyunError)) return error
  const { code, status, retryAfterMs } = error
  const message = Object.hasOwn(messages, code)
    ? messages[code as keyof typeof messages]
    : undefined
  return message === undefined ? error : new AliyunError(code, status, message, retryAfterMs)
}
