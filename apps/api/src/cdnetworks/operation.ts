import type { ApiContext } from '../api-context.ts'

/** What a request says. */
export type OperationRequest = {
  /** The last segment of the path, where it names something; else ''. */
  id: string
  /** Of the body; of a GET also of the query. */
  fields: unknown
}

/** Does what a request asks for and gives the `data` of the answer, undefined for none. */
export type Operation = (context: ApiContext, request: OperationRequest) => Promise<unknown>
