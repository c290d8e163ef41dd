import type { Schemas } from '@tapedeck/client'
import { InvalidArgumentError } from 'commander'

/** "domain/app/stream"; what comes behind the second slash is the stream. */
export const parseStreamName = (text: string): Schemas['StreamName'] => {
  const [domain = '', app = '', ...rest] = text.split('/')
  const stream = rest.join('/')
  if (domain === '' || app === '' || stream === '')
    throw new InvalidArgumentError('It must be domain/app/stream.')
  return { domain, app, stream }
}

/** The same with `*` for any: only the parts that it names. */
export const parseStreamPattern = (text: string): Partial<Schemas['StreamName']> =>
  Object.fromEntries(Object.entries(parseStreamName(text)).filter(([, part]) => part !== '*'))
