import { createHash } from 'node:crypto'

/** JSON with the keys of objects in order, so that the same content is the same text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Tells whether two requests ask for the same; holds nothing of what they ask. */
export const requestFingerprint = (body: unknown): string =>
  createHash('sha256').update(canonical(body)).digest('hex')
