/** Where and what to ask for. */
export type RtmpAddress = {
  host: string
  port: number
  isTls: boolean
  /** The `connect` command's application and address. */
  app: string
  tcUrl: string
  /** The `play` command's stream name, query included. */
  playPath: string
  hasCredentials: boolean
}

/**
 * Splits a source URL the way ffmpeg's RTMP client does, so that the probe asks for what the pull will ask for: of
 * three and more path segments the first two are the application.
 */
export const rtmpAddress = (url: string): RtmpAddress => {
  const parsed = new URL(url)
  const isTls = parsed.protocol === 'rtmps:'
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  const port = parsed.port === '' ? (isTls ? 443 : 1935) : Number(parsed.port)
  const path = url.replace(/^[a-z]+:\/\/[^/]*\//i, '')
  const firstSlash = path.indexOf('/')
  const secondSlash = path.indexOf('/', firstSlash + 1)
  const colon = path.indexOf(':', firstSlash + 1)
  const isInstance = secondSlash >= 0 && !(colon >= 0 && colon < secondSlash)
  const cut = isInstance ? secondSlash : firstSlash
  const app = path.slice(0, cut)
  const name = path.slice(cut + 1)
  return {
    host,
    port,
    isTls,
    app,
    tcUrl: `${parsed.protocol}//${parsed.hostname}:${port}/${app}`,
    playPath: playPathOf(name),
    hasCredentials: parsed.username !== '' || parsed.password !== '',
  }
}

const playPathOf = (name: string): string => {
  if (name.includes(':')) return name
  if (/\.(f4v|mp4)$/.test(name)) return `mp4:${name}`
  return name.endsWith('.flv') ? name.slice(0, -4) : name
}
