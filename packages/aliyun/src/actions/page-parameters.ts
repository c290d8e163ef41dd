import { integer } from './parameter-types.ts'

/** Paging by number, as every listing of IMS has it. */
export const pageParameters = (size: { min: number; max: number }) => ({
  PageNo: integer({ min: 1, max: 1_000_000 }).default(1),
  PageSize: integer(size).default(10),
})

/** One page as it is asked for. */
export const pageSpan = ({ PageNo, PageSize }: { PageNo: number; PageSize: number }) => ({
  offset: (PageNo - 1) * PageSize,
  limit: PageSize,
})

/** The same of Live, which calls the number PageNum. */
export const livePageParameters = (size: { min: number; max: number }) => ({
  PageNum: integer({ min: 1, max: 1_000_000 }).default(1),
  PageSize: integer(size).default(10),
})

/** What listings of Live answer of their page. */
export type LivePage = { PageNum: number; PageSize: number; TotalNum: number; TotalPage: number }

export const livePageOf = (
  { PageNum, PageSize }: { PageNum: number; PageSize: number },
  total: number,
): LivePage => ({ PageNum, PageSize, TotalNum: total, TotalPage: Math.ceil(total / PageSize) })
