import { ruleLimits } from '@tapedeck/domain'
import { z } from 'zod'
import { onDemandParameter } from '../../live/on-demand-mode.ts'
import { transcodeTemplatesSchema, updateFormatsSchema } from '../../live/record-format-schema.ts'
import { patternParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import { integer, text, time } from '../parameter-types.ts'

/** What is absent stays as it is. */
export const updateLiveAppRecordConfig = answering()({
  product: 'live',
  name: 'UpdateLiveAppRecordConfig',
  access: 'write',
  requestsPerSecond: 30,
  parameters: z.object({
    ...patternParameters,
    OssEndpoint: text(),
    OnDemand: onDemandParameter.optional(),
    DelayTime: integer(ruleLimits.delaySeconds).optional(),
    StartTime: time().optional(),
    EndTime: time().optional(),
    RecordFormat: updateFormatsSchema.optional(),
    TranscodeRecordFormat: updateFormatsSchema.optional(),
    TranscodeTemplates: transcodeTemplatesSchema.optional(),
  }),
})
