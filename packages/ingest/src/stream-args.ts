import { maxPublicationArgs } from '@tapedeck/domain'

const maxArgNameLength = 64
const maxArgValueLength = 1024
/** Longer arguments are not read at all. */
const maxArgsLength = 16 * 1024
/** Assigning to these would reach into an object's making. */
const unsafeNames = new Set(['__proto__', 'constructor', 'prototype'])

const isKept = ([name, value]: readonly [string, string]): boolean =>
  name.length > 0 &&
  name.length <= maxArgNameLength &&
  value.length <= maxArgValueLength &&
  !unsafeNames.has(name)

/**
 * The first value of each argument, within the bounds. What a publisher puts there beyond them is left out, not refused:
 * its stream is to be recorded all the same.
 */
export const argsOfPairs = (pairs: Iterable<readonly [string, string]>): Record<string, string> => {
  const args = new Map<string, string>()
  for (const pair of pairs) {
    if (args.size >= maxPublicationArgs) break
    if (isKept(pair) && !args.has(pair[0])) args.set(pair[0], pair[1])
  }
  return Object.fromEntries(args)
}

/** Arguments in the form of a URL's query, with or without "?". */
export const argsOfQuery = (query: string | null | undefined): Record<string, string> =>
  query === null || query === undefined || query.length > maxArgsLength
    ? {}
    : argsOfPairs(new URLSearchParams(query))

/** Arguments as an object of texts, or of lists of which the first counts; anything else in it is left out. */
export const argsOfObject = (value: unknown): Record<string, string> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return argsOfPairs(
    Object.entries(value).flatMap(([name, given]): [string, string][] => {
      const first: unknown = Array.isArray(given) ? given[0] : given
      return typeof first === 'string' ? [[name, first]] : []
    }),
  )
}
