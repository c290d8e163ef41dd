type Link = { url: string; freshUntilMs: number }

/**
 * Keeps links for as long as they are good for at least half of their time: signing one costs more than the rest of a
 * playlist's line, and a playlist that grows must not change what it said before.
 * @param options.maxLinks the ones that were made longest ago go first
 */
export const createLinkCache = (options: {
  presignSeconds: number
  maxLinks: number
  clock: () => number
}) => {
  const { presignSeconds, maxLinks, clock } = options
  const links = new Map<string, Link>()
  return {
    get size(): number {
      return links.size
    },
    /** @param place tells objects of the same key in different storages apart */
    link: async (
      place: string,
      key: string,
      sign: () => Promise<string | null>,
    ): Promise<string | null> => {
      const name = `${place}\n${key}`
      const known = links.get(name)
      if (known !== undefined && known.freshUntilMs > clock()) return known.url
      const freshUntilMs = clock() + (presignSeconds * 1000) / 2
      const url = await sign()
      links.delete(name)
      if (url === null) return null
      links.set(name, { url, freshUntilMs })
      for (const oldest of links.keys()) {
        if (links.size <= maxLinks) break
        links.delete(oldest)
      }
      return url
    },
  }
}
export type LinkCache = ReturnType<typeof createLinkCache>
