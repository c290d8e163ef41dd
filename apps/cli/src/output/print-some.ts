import { takeSome } from '../input/take-some.ts'
import type { Printer } from './printer.ts'
import type { Column } from './table.ts'

/** Prints the first entries of a listing, and says when there are more. */
export const printSome = async <T>(
  printer: Printer,
  listing: AsyncIterable<T>,
  { limit, columns, whenEmpty }: { limit: number; columns: Column<T>[]; whenEmpty: string },
): Promise<void> => {
  const { items, hasMore } = await takeSome(listing, limit)
  printer.many(items, columns, whenEmpty)
  if (hasMore) printer.warn(`There are more: --limit ${limit * 2} shows more of them.`)
}
