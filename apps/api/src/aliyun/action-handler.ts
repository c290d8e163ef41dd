import type { ActionSpec, Answer } from '@tapedeck/aliyun'
import type { AccessKey } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'

/** What a handler is given besides its parameters. */
export type ActionCall = {
  context: ApiContext
  /** Whose key signed the request. */
  caller: Pick<AccessKey, 'id' | 'mode'>
}

type Handler<P, A> = (call: ActionCall, parameters: P) => Promise<A>

/** An action and what carries it out. */
export type HandledAction = { spec: ActionSpec; handle: Handler<unknown, Answer> }

/** Binds a handler to its action: it gets the parameters of the specification and must answer what that says. */
export const handledBy = <P, A extends Answer>(
  spec: ActionSpec<P, A>,
  handle: Handler<P, A>,
): HandledAction => ({ spec, handle }) as unknown as HandledAction
