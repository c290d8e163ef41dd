import type { z } from 'zod'
import { refuseWith } from './parameter-types.ts'

type Span = { StartTime?: number | undefined; EndTime?: number | undefined }

const dayMs = 24 * 3_600_000

/** Refuses an EndTime that is not after StartTime or too long after it. */
export const spanOf =
  ({ days, code }: { days: number; code: string }) =>
  ({ StartTime, EndTime }: Span, ctx: z.RefinementCtx): void => {
    if (StartTime === undefined || EndTime === undefined) return
    const lengthMs = EndTime - StartTime
    if (lengthMs <= 0 || lengthMs > days * dayMs) refuseWith(ctx, code, ['EndTime'])
  }
