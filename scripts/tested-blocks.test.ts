import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { variableNames } from '@tapedeck/config'
import { expect, test } from 'vitest'
import { readDocs } from './doc-links.ts'
import { untestedBlocks } from './tested-blocks.ts'
import { blockLists } from './tested-blocks-lists.ts'

const root = join(import.meta.dirname, '..')
const documents = await readDocs(root)

const readTests = async (): Promise<Map<string, string>> => {
  const texts = new Map<string, string>()
  for await (const path of glob('{tests,packages/*/test}/**/*.test.ts', {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  }))
    texts.set(path, await readFile(join(root, path), 'utf8'))
  return texts
}

test('every command of every document is run by a test, or listed with the reason why not', async () => {
  expect(untestedBlocks(documents, await readTests(), blockLists)).toEqual([])
})

const caller = "await documentedCommands('docs/a.md')"
const problemsOf = (markdown: string, lists = {}, text = caller): number =>
  untestedBlocks(new Map([['docs/a.md', markdown]]), new Map([['tests/a.test.ts', text]]), {
    testedOtherwise: [],
    notRun: [],
    ...lists,
  }).length

test.each([
  ['fenced, with no mark', '```sh\nls\n```', 1],
  ['fenced, with no language', '```\nls\n```', 1],
  ['in a list', '1. So:\n\n   ```sh\n   ls\n   ```', 1],
  ['indented', 'So:\n\n    ls\n\n    ls -l\n', 1],
  ['indented in a list', '1. So:\n\n       ls\n', 1],
  ['indented behind a mark, which runs fenced ones only', '<!-- run -->\n    ls', 1],
  ['behind a mark that is misspelt', '<!-- runs -->\n```sh\nls\n```', 1],
  ['behind a mark', '<!-- run -->\n```sh\nls\n```', 0],
  ['behind a mark, in the background', '<!-- run in the background -->\n```sh\nls\n```', 0],
  ['for a program that no test has', '<!-- run with docker -->\n```sh\nls\n```', 1],
  ['no command', '```json\n{}\n```\nand\n  - a list\n    goes on', 0],
])('a block that is %s', (_, markdown, problems) => {
  expect(problemsOf(markdown)).toBe(problems)
})

test('a mark alone runs nothing, and a list tells of what is there', () => {
  const block = '<!-- run -->\n```sh\nls\n```'
  const notRun = [{ document: 'docs/a.md', begins: 'ls', why: 'It is slow.' }]
  expect(problemsOf(block, {}, 'no test of it')).toBe(1)
  expect(problemsOf('```sh\nls\n```', { notRun })).toBe(0)
  expect(problemsOf('nothing', { notRun })).toBe(1)
})

test('every script and variable that a document names is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const isDecision = (path: string): boolean => path.includes('decisions')
  const all = [...documents].filter(([path]) => !isDecision(path)).map(([, text]) => text)
  const named = (pattern: RegExp): string[] => [
    ...new Set(all.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name))),
  ]
  const run = named(/npm run ([a-z][\w:-]*)/g)
  expect(run).toContain('demo')
  expect(run.filter((name) => name !== 'build' && !(name in scripts))).toEqual([])
  const variables = named(/\b(TAPEDECK_[A-Z0-9_]*[A-Z0-9])\b(?!_)/g)
  // of the command line, and of the tests
  const others = ['TAPEDECK_URL', 'TAPEDECK_TEST_REDIS_IMAGE']
  const known = [...(variableNames as string[]), ...others]
  expect(variables.filter((name) => !known.includes(name))).toEqual([])
})
