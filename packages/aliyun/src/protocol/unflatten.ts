/** Deepest parameter, and most entries of one list. */
const maxDepth = 8
const maxEntries = 200

type Node = { text: string | null; children: Map<string, Node> }

const newNode = (): Node => ({ text: null, children: new Map() })

const isList = ({ children }: Node): boolean =>
  [...children.keys()].every((key) => /^[1-9]\d{0,5}$/.test(key))

const structureOf = (node: Node): unknown => {
  if (node.children.size === 0) return node.text
  if (isList(node))
    return [...node.children]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .slice(0, maxEntries)
      .map(([, child]) => structureOf(child))
  return objectOf(node)
}

const objectOf = ({ children }: Node): Record<string, unknown> =>
  Object.assign(
    Object.create(null) as Record<string, unknown>,
    Object.fromEntries([...children].map(([key, child]) => [key, structureOf(child)])),
  )

/**
 * Flat parameters (`RecordFormat.1.Format=m3u8`) as a structure. Parameters without a value are left out, as if they had not been
 * sent. List entries are counted from 1; holes close up.
 */
export const unflatten = (
  parameters: Iterable<readonly [string, string]>,
): Record<string, unknown> => {
  const root = newNode()
  for (const [name, text] of parameters) {
    const path = name.split('.')
    if (text === '' || path.length > maxDepth || path.includes('__proto__')) continue
    let node = root
    for (const part of path) {
      const next = node.children.get(part) ?? newNode()
      node.children.set(part, next)
      node = next
    }
    node.text = text
  }
  return objectOf(root)
}
