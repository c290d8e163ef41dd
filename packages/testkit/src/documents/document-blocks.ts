/** A block of code of a document, fenced or indented. */
export type DocumentBlock = {
  /** Of its first line in the document, from 1. */
  line: number
  /** What its fence says, '' when nothing; null of an indented one. */
  language: string | null
  /** What the comment directly above it says: `run`, `run in the background`, `run with docker`. */
  mark: string | null
  /** Without its indentation, with a line feed at its end. */
  body: string
}

const comment = /^\s*<!-- (.+) -->$/
const fence = /^(\s*)```(\S*)/
const indentation = /^ {4,}(?=\S)/

const bodyOf = (lines: readonly string[], indent: number): string =>
  `${lines.map((line) => line.slice(indent)).join('\n')}\n`

/** The line behind the last one of an indented block; blank lines inside of it belong to it. */
const endOfIndented = (lines: readonly string[], start: number): number => {
  let end = start
  for (let at = start; at < lines.length; at++) {
    if (/^ {4}/.test(lines[at] ?? '')) end = at + 1
    else if (lines[at]?.trim() !== '') break
  }
  return end
}

/** Reads every block of code of a document. In our documents whatever is indented by four behind a blank line is one. */
export const documentBlocks = (markdown: string): DocumentBlock[] => {
  const lines = markdown.split('\n')
  const blocks: DocumentBlock[] = []
  let at = 0
  while (at < lines.length) {
    const before = at === 0 ? '' : (lines[at - 1] ?? '')
    const mark = comment.exec(before)?.[1] ?? null
    const opened = fence.exec(lines[at] ?? '')
    const indented = indentation.exec(lines[at] ?? '')
    if (opened !== null) {
      const [, indent = '', language = ''] = opened
      const closing = lines.findIndex((line, index) => index > at && line.trim() === '```')
      const end = closing === -1 ? lines.length : closing
      const body = bodyOf(lines.slice(at + 1, end), indent.length)
      blocks.push({ line: at + 1, language, mark, body })
      at = end + 1
    } else if (indented !== null && (before.trim() === '' || mark !== null)) {
      const end = endOfIndented(lines, at)
      const body = bodyOf(lines.slice(at, end), indented[0].length)
      blocks.push({ line: at + 1, language: null, mark, body })
      at = end
    } else at++
  }
  return blocks
}
