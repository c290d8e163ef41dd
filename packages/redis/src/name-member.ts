/** What would be mistaken for the separator or the escape, and what UTF-8 cannot carry. */
const escapedCharacter = /[^"-\u{10FFFF}]|\p{Surrogate}/gu
const separator = ' '
/** No encoded name is the escape alone. */
const anyName = '!'

const encodeName = (name: string): string =>
  name.replaceAll(
    escapedCharacter,
    (char) => `!${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const decodeName = (text: string): string =>
  text.replaceAll(/!([0-9a-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )

/**
 * Several names as one member or key, whatever characters they have: different names never make the same member, and members sort
 * as their names do, one after the other, by code point. Null stands for any name and is no name's own encoding.
 */
export const nameMember = (...names: (string | null)[]): string =>
  names.map((name) => (name === null ? anyName : encodeName(name))).join(separator)

/** The names in a member that was made of names alone. */
export const namesOfMember = (member: string): string[] => member.split(separator).map(decodeName)

/** The range of members that begin with these names, for ZRANGE BYLEX. */
export const nameRange = (...names: string[]): { min: string; max: string } => {
  if (names.length === 0) return { min: '-', max: '+' }
  const first = nameMember(...names)
  return { min: `[${first}${separator}`, max: `(${first}!` }
}
