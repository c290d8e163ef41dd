/** Below it lie objects whose final key is not known yet, and live playlists. */
export const stagingPrefix = 'tapedeck-staging/'

/** The staging key of an object; the generation keeps two recorders apart. */
export const stagingKeyOf = (recordingId: string, generation: number, name: string): string =>
  `${stagingPrefix}${recordingId}/${generation}/${name}`

const pattern = /^tapedeck-staging\/([A-Za-z0-9_-]+)\/(\d+)\/[^/]+$/

/** Which generation of which recording an object belongs to; null when it is no staging key. */
export const ownerOfStagingKey = (
  key: string,
): { recordingId: string; generation: number } | null => {
  const [, recordingId, generation] = pattern.exec(key) ?? []
  if (recordingId === undefined || generation === undefined) return null
  return { recordingId, generation: Number(generation) }
}
