import type { Page } from './store.ts'

const pageLimit = 500

/** Every page of a listing, one after another: `eachPage((page) => store.streams.list(filter, page))`. */
export async function* eachPage<T>(
  list: (page: { cursor: string | null; limit: number }) => Promise<Page<T>>,
): AsyncGenerator<T[]> {
  let cursor: string | null = null
  do {
    const page: Page<T> = await list({ cursor, limit: pageLimit })
    yield page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}
