import { eachPage } from '@tapedeck/store'
import type { ApiContext } from '../api-context.ts'

/**
 * Ends the publications that a source told of: nobody else would. What is recorded by a rule goes on until its stream
 * ends; it is not begun anew behind that.
 */
export const endPublications = async (
  { store, control }: Pick<ApiContext, 'store' | 'control'>,
  sourceId: string,
): Promise<void> => {
  const live = { domain: null, app: null, phases: null, isLive: true }
  for await (const streams of eachPage((page) => store.streams.list(live, page)))
    for (const { stream, publication } of streams)
      if (publication?.sourceId === sourceId) await control.unpublish(stream, publication.id)
}
