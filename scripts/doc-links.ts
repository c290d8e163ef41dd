import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'

/** Text outside of code: what looks like a link in a command is none. */
const prose = (markdown: string): string =>
  markdown
    .replaceAll(/```[\s\S]*?```/g, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]]/g, ' '))

/** The anchor that a heading gets. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')

const anchorsOf = (markdown: string): Set<string> =>
  new Set(
    [...markdown.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      anchorOf(text),
    ),
  )

/** A link inside the repository. */
export type DocLink = { from: string; target: string; anchor: string | null }

/** Every document by its path from the root: README.md and what is below docs/. */
export const readDocs = async (root: string): Promise<Map<string, string>> => {
  const below = await readdir(join(root, 'docs'), { recursive: true })
  const paths = ['README.md', ...below.map((path) => join('docs', path))]
  const texts = paths
    .filter((path) => path.endsWith('.md'))
    .map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)
  return new Map(await Promise.all(texts))
}

/** Links of a document that lead into the repository; those to other places are not looked at. */
export const linksOf = (from: string, markdown: string): DocLink[] =>
  [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor = null] = link.split('#')
      return { from, target: path === '' ? from : normalize(join(dirname(from), path)), anchor }
    })

/** True for an anchor that the document has. */
export const hasAnchor = (markdown: string, anchor: string): boolean =>
  anchorsOf(markdown).has(anchor)
