import { nameField } from '../stream-fields.ts'

/**
 * The stream that a path of MediaMTX stands for: application up to the first slash, stream after it, as in RTMP URLs. Null
 * for a path of one segment, which has no RTMP URL that could be recorded.
 */
export const streamOfPath = (path: string): { app: string; stream: string } | null => {
  const slash = path.indexOf('/')
  if (slash < 0) return null
  const app = nameField.safeParse(path.slice(0, slash))
  const stream = nameField.safeParse(path.slice(slash + 1))
  return app.success && stream.success ? { app: app.data, stream: stream.data } : null
}
