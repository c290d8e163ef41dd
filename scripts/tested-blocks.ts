import { type DocumentBlock, documentBlocks } from '@tapedeck/testkit/document-blocks'

/** Blocks that a test runs without a mark at each of them: all of a document that are written in one way. */
export type TestedOtherwise = { document: string; language: string | null; test: string }

/** A block that nothing runs, and why. It is found by how it begins. */
export type NotRun = { document: string; begins: string; why: string }

export type BlockLists = { testedOtherwise: TestedOtherwise[]; notRun: NotRun[] }

/** Written to be read. A block that says nothing of its language, or is indented, counts as commands. */
const dataLanguages = ['ini', 'json', 'mermaid', 'nginx', 'text', 'yaml']

/** Whether a test reads the marked commands of a document: the call names it as a literal. */
const isReadBy = (test: string, document: string, needs: string | null): boolean => {
  const more = needs === null ? '' : `,\\s*'${needs}'`
  return new RegExp(`documentedCommands\\(\\s*'${document}'${more},?\\s*\\)`).test(test)
}

const isRunByMark = (
  document: string,
  { mark, language }: DocumentBlock,
  tests: ReadonlyMap<string, string>,
): boolean => {
  const [, needs = null] = /^run(?: in the background| with (\w+))?$/.exec(mark ?? '') ?? ['', '']
  const isRunnable = language === 'sh' || (language === 'js' && mark === 'run')
  if (!isRunnable || needs === '') return false
  return [...tests.values()].some((test) => isReadBy(test, document, needs))
}

/**
 * What is wrong with the blocks of some documents: commands that no test runs and no list tells of, and what the lists tell
 * of that is not there.
 * @param tests the text of each test by its path
 */
export const untestedBlocks = (
  documents: ReadonlyMap<string, string>,
  tests: ReadonlyMap<string, string>,
  { testedOtherwise, notRun }: BlockLists,
): string[] => {
  const used = new Set<TestedOtherwise | NotRun>()
  const problems: string[] = []
  for (const [document, text] of documents)
    for (const block of documentBlocks(text)) {
      const isData = block.language !== null && dataLanguages.includes(block.language)
      const otherwise = testedOtherwise.find(
        (entry) => entry.document === document && entry.language === block.language,
      )
      const excused = notRun.find(
        (entry) => entry.document === document && block.body.startsWith(entry.begins),
      )
      for (const entry of [otherwise, excused]) if (entry !== undefined) used.add(entry)
      const isKnown = isData || otherwise !== undefined || excused !== undefined
      if (!isKnown && !isRunByMark(document, block, tests))
        problems.push(`${document}:${block.line} is run by no test: ${block.body.split('\n')[0]}`)
    }
  for (const { document, test } of testedOtherwise)
    if (!tests.get(test)?.includes(document.replace(/^docs\//, '')))
      problems.push(`${test} does not read ${document}`)
  for (const entry of [...testedOtherwise, ...notRun])
    if (!used.has(entry))
      problems.push(`the lists tell of a block that is not there: ${JSON.stringify(entry)}`)
  return problems
}
