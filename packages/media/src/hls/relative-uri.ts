const folders = (key: string): string[] => key.split('/').slice(0, -1)

/**
 * The URI reference (RFC 3986 §4.2) that leads from the object `fromKey` to the object `toKey` of the same bucket.
 * Every character with a meaning in URIs or playlists is percent-encoded, so a name like `1:2?.ts` stays a name.
 * Keys must be well-formed Unicode without `.` and `..` segments, as naming patterns guarantee.
 */
export const relativeUri = (fromKey: string, toKey: string): string => {
  const from = folders(fromKey)
  const to = folders(toKey)
  let shared = 0
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1
  const up = from.slice(shared).map(() => '..')
  const down = toKey.split('/').slice(shared).map(encodeURIComponent)
  const uri = [...up, ...down].join('/')
  // An empty first segment would read as an absolute path.
  return uri.startsWith('/') ? `./${uri}` : uri
}
