/** Who has to act. */
export type Blame = 'caller' | 'source' | 'destination' | 'service'

/** Whether the same call can work later: never as it is, after a pause, or at once on another recorder. */
export type Retry = 'never' | 'backoff'

/** One row of the error table. */
export type ErrorFacts = { httpStatus: number; retry: Retry; blame: Blame; title: string }
