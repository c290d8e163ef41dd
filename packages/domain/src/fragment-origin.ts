/**
 * Which fragment of a recording this is, whoever spooled it: the generation that received it and its number there. A
 * later generation that takes it over keeps the origin, so that no fragment is recorded twice.
 */
export type FragmentOrigin = { generation: number; sequence: number }

/** Orders fragments as they were received. */
export const compareOrigins = (a: FragmentOrigin, b: FragmentOrigin): number =>
  a.generation - b.generation || a.sequence - b.sequence
