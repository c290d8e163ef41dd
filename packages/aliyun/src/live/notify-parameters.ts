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

const authKey = z.string().regex(/^[A-Za-z0-9]{16,32}$/)

/** What AddLiveRecordNotifyConfig and UpdateLiveRecordNotifyConfig take: Update replaces the whole. */
export const notifyConfigParameters = z
  .object({
    ...domainParameter,
    NotifyUrl: httpUrl,
    OnDemandUrl: httpUrl.optional(),
    NeedStatusNotify: boolean().default(false),
    NotifyReqAuth: yesOrNo,
    NotifyAuthKey: z.unknown().optional(),
  })
  .transform(({ NotifyAuthKey: input, ...config }, ctx) => {
    // where nothing is signed a key takes no effect, whatever it is
    if (!config.NotifyReqAuth) return { ...config, NotifyAuthKey: undefined }
    const key = authKey.safeParse(input)
    if (key.success) return { ...config, NotifyAuthKey: key.data }
    // not a custom issue: by its input it is told whether the key is missing or malformed
    ctx.addIssue({ code: 'invalid_type', expected: 'string', input, path: ['NotifyAuthKey'] })
    return z.NEVER
  })

export type NotifyConfigParameters = z.output<typeof notifyConfigParameters>
