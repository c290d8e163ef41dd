import { z } from 'zod'
import { boolean } from '../actions/parameter-types.ts'
import { domainParameter } from './stream-parameters.ts'

const httpUrl = z.url({ protocol: /^https?$/ }).max(2048)

/** Older pages write yes and no. */
const yesOrNo = z
  .preprocess((value) => {
    if (typeof value !== 'string' || !/^(yes|no)$/i.test(value)) return value
    return value.toLowerCase() === 'yes'
  }, boolean())
  .default(false)

/** What AddLiveRecordNotifyConfig and UpdateLiveRecordNotifyConfig take: Update replaces the whole. */
export const notifyConfigParameters = z
  .object({
    ...domainParameter,
    NotifyUrl: httpUrl,
    OnDemandUrl: httpUrl.optional(),
    NeedStatusNotify: boolean().default(false),
    NotifyReqAuth: yesOrNo,
    NotifyAuthKey: z
      .string()
      .regex(/^[A-Za-z0-9]{16,32}$/)
      .optional(),
  })
  .superRefine(({ NotifyReqAuth, NotifyAuthKey }, ctx) => {
    if (NotifyReqAuth && NotifyAuthKey === undefined)
      ctx.addIssue({ code: 'custom', path: ['NotifyAuthKey'], message: 'is required' })
  })

export type NotifyConfigParameters = z.output<typeof notifyConfigParameters>
