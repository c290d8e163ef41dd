import { z } from 'zod'
import { objectTemplateProblem } from '../../live/index-object.ts'
import type { RecordIndexInfo } from '../../live/render-index-file.ts'
import { streamParameters } from '../../live/stream-parameters.ts'
import { isBucketName } from '../../storage/oss-place.ts'
import { answering } from '../action-spec.ts'
import { boolean, text, time } from '../parameter-types.ts'
import { spanOf } from '../time-span.ts'

export const createLiveStreamRecordIndexFiles = answering<{
  RecordInfo: Omit<RecordIndexInfo, 'Format'>
}>()({
  product: 'live',
  name: 'CreateLiveStreamRecordIndexFiles',
  access: 'write',
  requestsPerSecond: 45,
  messages: { 'InvalidOssBucket.Malformed': 'Specified OssBucket is malformed.' },
  parameters: z
    .object({
      ...streamParameters,
      OssEndpoint: text(),
      OssBucket: text(63).refine(isBucketName),
      OssObject: text(255).refine((object) => objectTemplateProblem(object) === null),
      StartTime: time(),
      EndTime: time(),
      EndTimeIncluded: boolean().default(false),
    })
    .superRefine(spanOf({ days: 4, code: 'InvalidEndTime.Mismatch' })),
})
