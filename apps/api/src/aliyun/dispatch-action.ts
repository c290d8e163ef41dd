import {
  type Answer,
  inWordsOf,
  parseParameters,
  type RpcParameters,
  rpcError,
  throttled,
  unflatten,
} from '@tapedeck/aliyun'
import type { ApiContext } from '../api-context.ts'
import type { HandledAction } from './action-handler.ts'
import type { AuthenticRequest } from './authenticate-request.ts'
import { handledImsActions } from './ims/handled-actions.ts'
import { handledLiveActions } from './live/handled-actions.ts'
import { toAliyunError } from './to-aliyun-error.ts'

const secondMs = 1000

const nameOf = (product: string, action: string): string => `${product}:${action}`

/** Every action that is built, by product and name. */
export const handledActions: ReadonlyMap<string, HandledAction> = new Map(
  [...handledImsActions, ...handledLiveActions].map((action) => [
    nameOf(action.spec.product, action.spec.name),
    action,
  ]),
)

/**
 * Carries out the action of an authentic request.
 * @throws AliyunError
 */
export const dispatchAction = async (
  context: ApiContext,
  { key, claim, product }: AuthenticRequest,
  parameters: RpcParameters,
): Promise<Answer> => {
  const action = handledActions.get(nameOf(product, claim.action))
  if (action === undefined) throw rpcError('InvalidAction.NotFound')
  const { spec, handle } = action
  if (key.mode === 'read' && spec.access === 'write') throw rpcError('Forbidden.RAM')
  const { isAllowed, retryAfterMs } = await context.store.requestGuards.allow(
    `aliyun:${key.id}:${product}:${spec.name}`,
    { requests: spec.requestsPerSecond, windowMs: secondMs },
  )
  if (!isAllowed) throw throttled(retryAfterMs)
  const read = parseParameters(spec, unflatten(parameters.all))
  try {
    return await handle({ context, caller: key }, read)
  } catch (error) {
    throw inWordsOf(spec, toAliyunError(product, error))
  }
}
