import { domainNameSchema, patternPartSchema, streamNameFields } from '@tapedeck/contracts'
import type { z } from 'zod'

/** The domain of a request. */
export const domainParameter = { DomainName: domainNameSchema }

/** What names one stream: no `*`. */
export const streamParameters = {
  ...domainParameter,
  AppName: streamNameFields.app,
  StreamName: streamNameFields.stream,
}

/** What names the streams of a record config; `*` stands for all. */
export const patternParameters = {
  ...domainParameter,
  AppName: patternPartSchema,
  StreamName: patternPartSchema.default('*'),
}

/** Refuses one stream of all applications: no such config can be in force. */
export const refuseStreamOfAllApps = (
  { AppName, StreamName }: { AppName: string; StreamName: string },
  ctx: z.RefinementCtx,
): void => {
  if (AppName === '*' && StreamName !== '*')
    ctx.addIssue({ code: 'custom', path: ['StreamName'], message: 'needs an application' })
}
