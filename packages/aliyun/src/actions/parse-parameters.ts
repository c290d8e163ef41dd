import type { z } from 'zod'
import {
  AliyunError,
  imsError,
  isImsErrorCode,
  isLiveErrorCode,
  liveError,
} from '../errors/aliyun-error.ts'
import type { ActionSpec } from './action-spec.ts'
import { inWordsOf } from './own-words.ts'

type Issue = z.core.$ZodIssue

const nameOf = ({ path }: Issue): string =>
  path.map((part) => (typeof part === 'number' ? part + 1 : String(part))).join('.')

/** True when nothing was sent where something must be. The path cannot tell: what it leads to may be JSON text. */
const isMissing = ({ code, input }: Issue): boolean => code !== 'custom' && input === undefined

const imsRefusal = (issue: Issue, isMissingOne: boolean): AliyunError =>
  imsError(isMissingOne ? 'MissingParameter' : 'InvalidParameter', nameOf(issue))

const firstKnown = (...codes: string[]) => codes.find(isLiveErrorCode)

/** By the rule of the common error codes: `Missing<Param>`, and `Invalid<Param>.Malformed` as Live words it. */
const liveRefusal = (issue: Issue, isMissingOne: boolean): AliyunError => {
  const name = String(issue.path.findLast((part) => typeof part === 'string') ?? '')
  if (isMissingOne) {
    const code = `Missing${name}`
    return isLiveErrorCode(code)
      ? liveError(code)
      : new AliyunError(code, 400, `${name} is mandatory for this action.`)
  }
  const code = `Invalid${name}.Malformed`
  const known = firstKnown(code, `Invalid${name}`)
  return known === undefined
    ? new AliyunError(code, 400, `Specified parameter ${name} is not valid.`)
    : liveError(known, `Specified parameter ${name} is not valid.`)
}

/** The code that the schema itself names, see `refuseWith`. */
const ownRefusal = ({ product }: ActionSpec, issue: Issue): AliyunError | null => {
  const code: unknown = issue.code === 'custom' ? issue.params?.errorCode : undefined
  if (typeof code !== 'string') return null
  if (product === 'ims' && isImsErrorCode(code)) return imsError(code, nameOf(issue))
  return isLiveErrorCode(code) ? liveError(code, nameOf(issue)) : null
}

const refusalOf = (spec: ActionSpec, issue: Issue): AliyunError => {
  const own = ownRefusal(spec, issue)
  if (own !== null) return own
  const isMissingOne = isMissing(issue)
  if (spec.product === 'ims') return imsRefusal(issue, isMissingOne)
  const words = spec.refusals
  if (words === undefined) return liveRefusal(issue, isMissingOne)
  return isMissingOne
    ? liveError(words.missing, `${nameOf(issue)} is mandatory for this action.`)
    : liveError(words.malformed, `Specified parameter ${nameOf(issue)} is not valid.`)
}

/**
 * The parameters of an action with every default filled in. Parameters that the action does not have are ignored.
 * @param parameters the structure of `unflatten`
 * @throws AliyunError of the first parameter that is wrong
 */
export const parseParameters = <P>(spec: ActionSpec<P>, parameters: unknown): P => {
  const result = spec.parameters.safeParse(parameters, { reportInput: true })
  if (result.success) return result.data
  const [first] = result.error.issues
  if (first === undefined) throw new RangeError('a refused value without an issue')
  throw inWordsOf(spec, refusalOf(spec as ActionSpec, first))
}
