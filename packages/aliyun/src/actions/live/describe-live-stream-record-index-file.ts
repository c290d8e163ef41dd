import { z } from 'zod'
import type { RecordIndexInfo } from '../../live/render-index-file.ts'
import { streamParameters } from '../../live/stream-parameters.ts'
import { answering } from '../action-spec.ts'
import { text } from '../parameter-types.ts'

export const describeLiveStreamRecordIndexFile = answering<{ RecordIndexInfo: RecordIndexInfo }>()({
  product: 'live',
  name: 'DescribeLiveStreamRecordIndexFile',
  access: 'read',
  requestsPerSecond: 100,
  parameters: z.object({ ...streamParameters, RecordId: text() }),
})
