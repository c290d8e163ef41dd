const variables = ['AppName', 'StreamName', 'Date', 'Hour', 'Minute', 'Second']
const variablePattern = /\{([^{}]*)\}/g

/** What is wrong with OssObject; null when nothing is. It names a playlist: `{AppName}/{StreamName}/{Date}/{Hour}.m3u8`. */
export const objectTemplateProblem = (object: string): string | null => {
  if (!object.endsWith('.m3u8')) return 'must end with .m3u8'
  if (object.startsWith('/') || object.includes('//')) return 'must not have an empty segment'
  if (object.split('/').some((segment) => segment === '.' || segment === '..'))
    return 'must not contain "." or ".."'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\]/.test(object)) return 'must not contain control characters'
  const unknown = [...object.matchAll(variablePattern)].find(
    ([, name]) => !variables.includes(name ?? ''),
  )
  if (unknown !== undefined) return `has the unknown variable ${unknown[0]}`
  return /[{}]/.test(object.replaceAll(variablePattern, '')) ? 'has an unpaired brace' : null
}

const segment = (value: string): string =>
  encodeURIComponent(value).replaceAll(/^\.+$/g, (dots) => dots.replaceAll('.', '%2E'))

/** The key of an index that begins at a moment (Unix milliseconds, UTC). */
export const renderIndexObject = (
  object: string,
  { app, stream }: { app: string; stream: string },
  startMs: number,
): string => {
  const iso = new Date(startMs).toISOString()
  const values: Record<string, string> = {
    AppName: segment(app),
    StreamName: segment(stream),
    Date: iso.slice(0, 10),
    Hour: iso.slice(11, 13),
    Minute: iso.slice(14, 16),
    Second: iso.slice(17, 19),
  }
  return object.replaceAll(variablePattern, (whole, name: string) => values[name] ?? whole)
}
