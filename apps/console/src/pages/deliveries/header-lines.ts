type Headers = Record<string, string>

/** Headers as they are typed: "name: value", one in a line. */
export const headersText = (headers: Headers): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** What the lines say. A line without a colon is a name without a value, which the API refuses. */
export const headersOf = (text: string): Headers =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const [name = '', ...value] = line.split(':')
        return [name.trim(), value.join(':').trim()]
      }),
  )

/** What lines change of headers as they are shown: those that stayed are left out, null takes one away. */
export const headerChangesOf = (shown: Headers, text: string): Record<string, string | null> => {
  const typed = headersOf(text)
  const names = new Set(Object.keys(typed).map((name) => name.toLowerCase()))
  const gone = Object.keys(shown).filter((name) => !names.has(name))
  const set = Object.entries(typed).filter(([name, value]) => shown[name.toLowerCase()] !== value)
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...Object.fromEntries(set) }
}
