import type { StreamName } from './recording.ts'

/** Longest source URL in bytes. */
export const maxSourceUrlBytes = 2048

/** What is wrong with a source URL, or null. Only rtmp and rtmps are ever handed to ffmpeg. */
export const sourceUrlProblem = (url: string): string | null => {
  if (Buffer.byteLength(url) > maxSourceUrlBytes)
    return `must be at most ${maxSourceUrlBytes} bytes`
  // librtmp-style options are separated by spaces; a space or a control character would change what ffmpeg does
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u0020\u007f]/.test(url)) return 'must not contain spaces or control characters'
  if (!URL.canParse(url)) return 'must be a URL such as rtmp://host/app/stream'
  const parsed = new URL(url)
  if (parsed.protocol !== 'rtmp:' && parsed.protocol !== 'rtmps:')
    return 'must start with rtmp:// or rtmps://'
  if (parsed.hostname === '') return 'must name a host'
  if (parsed.pathname.split('/').filter(Boolean).length < 2)
    return 'must name an application and a stream: rtmp://host/app/stream'
  return null
}

/** The stream that a source URL names: host, first path segment, the rest without the query. */
export const streamOfUrl = (url: string): StreamName => {
  const parsed = new URL(url)
  const [app = '', ...rest] = parsed.pathname.split('/').filter(Boolean)
  return { domain: parsed.hostname, app, stream: rest.join('/') }
}

/** The URL as it may be shown and logged: user info and query values are gone, the last path segment is shortened. */
export const redactUrl = (url: string): string => {
  if (!URL.canParse(url)) return '<not a url>'
  const parsed = new URL(url)
  const segments = parsed.pathname.split('/')
  const last = segments.pop() ?? ''
  segments.push(last.length > 4 ? `${last.slice(0, 3)}***` : last)
  const query = parsed.search === '' ? '' : '?***'
  const user = parsed.username === '' && parsed.password === '' ? '' : '***@'
  return `${parsed.protocol}//${user}${parsed.host}${segments.join('/')}${query}`
}
