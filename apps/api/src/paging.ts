import { z } from 'zod'

/** Query parameters of every listing. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(512).optional(),
}

/** One page of a listing as it is answered. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    /** Give it as `cursor` to get the next page; null at the end. */
    nextCursor: z.string().nullable(),
  })
