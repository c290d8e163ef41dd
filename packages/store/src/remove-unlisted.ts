import type { ThumbnailStore } from './stream-stores.ts'

/**
 * Removes the pictures of a recording that are no longer listed. What is removed is forgotten, so that a removal which broke
 * off goes on where it was.
 * @param remove removes objects by their keys
 * @param mostBlocks how many blocks of pictures to remove at most
 * @returns false when there are more
 */
export const removeUnlisted = async (
  thumbnails: Pick<ThumbnailStore, 'unlisted' | 'forgetUnlisted'>,
  recordingId: string,
  remove: (keys: string[]) => Promise<void>,
  mostBlocks = Number.POSITIVE_INFINITY,
): Promise<boolean> => {
  for (let blocks = 0; ; blocks++) {
    const unlisted = await thumbnails.unlisted(recordingId)
    if (unlisted === null) return true
    if (blocks === mostBlocks) return false
    await remove(unlisted.keys)
    await thumbnails.forgetUnlisted(recordingId, unlisted.block)
  }
}
