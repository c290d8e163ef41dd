/** Entries of a listing, and whether there are more. */
export type Some<T> = { items: T[]; hasMore: boolean }

/** Reads a listing over its pages up to `limit` entries. */
export const takeSome = async <T>(listing: AsyncIterable<T>, limit: number): Promise<Some<T>> => {
  const items: T[] = []
  for await (const item of listing) {
    if (items.length === limit) return { items, hasMore: true }
    items.push(item)
  }
  return { items, hasMore: false }
}
