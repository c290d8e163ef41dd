import type { ApiContext } from '../api-context.ts'

const perPage = 500

/**
 * Ends the publications that a source told of: nobody else would. What is recorded by a rule goes on until its stream
 * ends; it is not begun anew behind that.
 */
export const endPublications = async (
  { store, control }: Pick<ApiContext, 'store' | 'control'>,
  sourceId: string,
): Promise<void> => {
  let cursor: string | null = null
  do {
    const page = await store.streams.listActive({ cursor, limit: perPage })
    for (const name of page.items) {
      const publication = (await store.streams.get(name))?.publication ?? null
      if (publication?.sourceId === sourceId) await control.unpublish(name, publication.id)
    }
    cursor = page.nextCursor
  } while (cursor !== null)
}
