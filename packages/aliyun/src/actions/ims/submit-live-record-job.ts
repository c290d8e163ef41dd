import { sourceUrlProblem } from '@tapedeck/domain'
import { z } from 'zod'
import { answering } from '../action-spec.ts'
import { json, text } from '../parameter-types.ts'

const httpUrl = z.url({ protocol: /^https?$/ }).max(2048)

export const submitLiveRecordJob = answering<{ JobId: string }>()({
  product: 'ims',
  name: 'SubmitLiveRecordJob',
  access: 'write',
  requestsPerSecond: 50,
  parameters: z.object({
    Name: text(128),
    TemplateId: text(64),
    StreamInput: json(
      z.object({
        Type: z.string().toLowerCase().pipe(z.literal('rtmp')),
        Url: z.string().refine((url) => sourceUrlProblem(url) === null),
      }),
    ),
    RecordOutput: json(
      z.object({
        Type: z.string().toLowerCase().pipe(z.literal('oss')),
        Endpoint: text().optional(),
        Bucket: text(63).optional(),
      }),
    ),
    NotifyUrl: httpUrl.optional(),
  }),
})
