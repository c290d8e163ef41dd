/** One field that is wrong, and what would be right. */
export type FieldProblem = { field: string; message: string; allowed?: string[] }

type ErrorFacts = {
  /** HTTP status; 0 when there was no answer. */
  status: number
  /** A code of docs/errors.md; API_UNREACHABLE when there was no answer, UNEXPECTED_ANSWER when it was not the API's. */
  code: string
  detail: string
  problems?: readonly FieldProblem[]
  cause?: unknown
}

/** A call that the API refused, could not carry out, or did not answer. */
export class TapedeckApiError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly problems: readonly FieldProblem[]

  constructor({ status, code, detail, problems = [], cause }: ErrorFacts) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause })
    this.name = 'TapedeckApiError'
    this.status = status
    this.code = code
    this.detail = detail
    this.problems = problems
  }
}

type ProblemBody = { code: string; detail: string; errors?: FieldProblem[] }

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' &&
  body !== null &&
  'code' in body &&
  typeof body.code === 'string' &&
  'detail' in body &&
  typeof body.detail === 'string'

/** The error of an answer that is none of success; `body` is its parsed JSON, or its text. */
export const errorOfAnswer = (status: number, body: unknown): TapedeckApiError =>
  isProblem(body)
    ? new TapedeckApiError({
        status,
        code: body.code,
        detail: body.detail,
        problems: body.errors ?? [],
      })
    : new TapedeckApiError({
        status,
        code: 'UNEXPECTED_ANSWER',
        detail: `Something that is not Tapedeck's API answered ${status}.`,
      })

/** The error of a call that got no answer. */
export const unreachable = (cause: unknown): TapedeckApiError =>
  new TapedeckApiError({
    status: 0,
    code: 'API_UNREACHABLE',
    detail: 'The API did not answer.',
    cause,
  })
