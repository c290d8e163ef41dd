import { ruleLimits } from '@tapedeck/domain'
import { z } from 'zod'
import { onDemandParameter } from '../../live/on-demand-mode.ts'
import { addFormatsSchema, transcodeTemplatesSchema } from '../../live/record-format-schema.ts'
import { patternParameters, refuseStreamOfAllApps } from '../../live/stream-parameters.ts'
import { isBucketName } from '../../storage/oss-place.ts'
import { answering } from '../action-spec.ts'
import { integer, refuseWith, text, time } from '../parameter-types.ts'

export const addLiveAppRecordConfig = answering()({
  product: 'live',
  name: 'AddLiveAppRecordConfig',
  access: 'write',
  requestsPerSecond: 30,
  parameters: z
    .object({
      ...patternParameters,
      OssEndpoint: text(),
      OssBucket: text(63).refine(isBucketName),
      OnDemand: onDemandParameter.default('automatic'),
      DelayTime: integer(ruleLimits.delaySeconds).default(180),
      StartTime: time().optional(),
      EndTime: time().optional(),
      RecordFormat: addFormatsSchema.optional(),
      TranscodeRecordFormat: addFormatsSchema.optional(),
      TranscodeTemplates: transcodeTemplatesSchema.optional(),
    })
    .superRefine((value, ctx) => {
      refuseStreamOfAllApps(value, ctx)
      if (value.RecordFormat === undefined && value.TranscodeRecordFormat === undefined)
        ctx.addIssue({
          ...{ code: 'invalid_type', expected: 'array', input: undefined },
          path: ['RecordFormat'],
        })
      if (value.TranscodeRecordFormat !== undefined && value.TranscodeTemplates === undefined)
        refuseWith(ctx, 'MissingTemplate')
    }),
})
