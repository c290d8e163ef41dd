import type { z } from 'zod'
import type { AppName } from './app-name.ts'

/** One environment variable: who reads it, what it may be, and what docs/operations.md says of it. */
export type Variable<S extends z.ZodType = z.ZodType, A extends AppName = AppName> = {
  apps: readonly A[]
  schema: S
  /** What holds when the variable is not set, in words for people. */
  whenAbsent: string
  description: string
  /** The value shown in .env.example, commented out. */
  sample: string
}

type Facts<A extends AppName> = { apps: readonly A[]; description: string; sample?: string }

/** A variable with a default, given as the text that could stand in the environment. */
export const withDefault = <T, A extends AppName>(
  schema: z.ZodType<T, string>,
  text: string,
  facts: Facts<A>,
): Variable<z.ZodType<T, string | undefined>, A> => ({
  sample: text,
  ...facts,
  schema: schema.prefault(text),
  whenAbsent: `\`${text}\``,
})

/** A variable that may be absent; `whenAbsent` says what then holds. */
export const optional = <T, A extends AppName>(
  schema: z.ZodType<T, string>,
  whenAbsent: string,
  facts: Facts<A>,
): Variable<z.ZodType<T | null, string | undefined>, A> => ({
  sample: '',
  ...facts,
  schema: schema.optional().transform((value) => value ?? null),
  whenAbsent,
})
