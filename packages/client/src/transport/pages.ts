import type { Page } from '../schemas.ts'

/**
 * Everything in a listing, page after page; each page is asked for when it is needed.
 * @param list asks for the page at a cursor; undefined for the first one
 */
export async function* itemsOf<Item>(
  list: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, void> {
  let cursor: string | undefined
  do {
    const page = await list(cursor)
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** The `all` of a resource that has a `list`: the same query, every page of it. */
export const everyItem =
  <Query extends { cursor?: string | undefined }, Item>(
    list: (query?: Query) => Promise<Page<Item>>,
  ) =>
  (query: Omit<Query, 'cursor'> = {} as Omit<Query, 'cursor'>): AsyncGenerator<Item, void, void> =>
    itemsOf((cursor) => list((cursor === undefined ? query : { ...query, cursor }) as Query))
