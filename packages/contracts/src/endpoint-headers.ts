import { endpointLimits, isReservedHeader, shownSecret } from '@tapedeck/domain'
import { z } from 'zod'

const headerProblem = (name: string, value: string): string | null => {
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name)) return 'is not the name of a header'
  if (isReservedHeader(name)) return 'is set by Tapedeck'
  if (value === shownSecret) return 'is a value as it is shown: send the whole one'
  if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value))
    return 'must be printable ASCII, without spaces around it'
  return name.length + value.length > endpointLimits.headerBytes
    ? `must be at most ${endpointLimits.headerBytes} bytes with its name`
    : null
}

/** Headers of every request to an endpoint; names in any case, stored in lower case. */
export const endpointHeadersSchema = z
  .record(z.string(), z.string())
  .superRefine((headers, ctx) => {
    const refuse = (name: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: name === '' ? [] : [name], message })
    const names = Object.keys(headers)
    if (names.length > endpointLimits.headers)
      refuse('', `must be at most ${endpointLimits.headers}`)
    const seen = new Set<string>()
    for (const [name, value] of Object.entries(headers)) {
      const lower = name.toLowerCase()
      const message = seen.has(lower) ? 'is there twice' : headerProblem(lower, value)
      if (message !== null) refuse(name, message)
      seen.add(lower)
    }
  })
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  )
