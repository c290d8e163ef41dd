import type { z } from 'zod'
import type { LiveErrorCode } from '../errors/aliyun-error.ts'

export const aliyunProducts = ['ims', 'live'] as const
export type AliyunProduct = (typeof aliyunProducts)[number]

/** The API version that each product answers to. */
export const productVersions: Record<AliyunProduct, string> = {
  ims: '2020-11-09',
  live: '2016-11-01',
}

export type Answer = Record<string, unknown>

/** One action: what it takes and what it answers besides RequestId. */
export type ActionSpec<P = unknown, A extends Answer = Answer> = {
  product: AliyunProduct
  name: string
  /** read: a key of mode read may call it. */
  access: 'read' | 'write'
  /** Of one access key, over all processes. */
  requestsPerSecond: number
  parameters: z.ZodType<P>
  /** Codes of this action for parameters that are missing or wrong, where it does not follow the product's rule. */
  refusals?: { missing: LiveErrorCode; malformed: LiveErrorCode }
  /** Messages of codes that the page of this action words in another way than those of others. */
  messages?: Partial<Record<LiveErrorCode, string>>
  /** Of the type alone: what the action answers. */
  readonly answers?: A
}

/** The parameters of an action as its handler gets them. */
export type ParametersOf<S> = S extends ActionSpec<infer P> ? P : never

/** Binds what an action answers to its specification. */
export const answering =
  <A extends Answer = Record<never, never>>() =>
  <P>(spec: Omit<ActionSpec<P>, 'answers'>): ActionSpec<P, A> =>
    spec as ActionSpec<P, A>
