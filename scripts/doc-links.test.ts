import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type DocLink, hasAnchor, linksOf, readDocs } from './doc-links.ts'

const root = join(import.meta.dirname, '..')
const docs = await readDocs(root)
const links = [...docs].flatMap(([path, text]) => linksOf(path, text))

const isBroken = ({ target, anchor }: DocLink): boolean => {
  if (!existsSync(join(root, target))) return true
  return anchor !== null && !hasAnchor(docs.get(target) ?? '', anchor)
}

test('every link between documents leads somewhere', () => {
  expect(links.length).toBeGreaterThan(100)
  const broken = links.filter(isBroken)
  expect(broken.map(({ from, target, anchor }) => `${from}: ${target}#${anchor}`)).toEqual([])
})

test('every document can be found from the README', () => {
  const found = new Set(['README.md'])
  for (const path of found)
    for (const { target } of linksOf(path, docs.get(path) ?? ''))
      if (docs.has(target)) found.add(target)
  const isDecision = (path: string): boolean => path.startsWith(join('docs', 'decisions'))
  expect([...docs.keys()].filter((path) => !found.has(path) && !isDecision(path))).toEqual([])
})

test('finds links that lead nowhere', () => {
  const text =
    '# One thing\nsee [it](two.md#no-such), [here](#one-thing), `[not](a-link)`, [out](https://a.test/b)'
  const found = linksOf('docs/one.md', text)
  expect(found.map(({ target, anchor }) => [target, anchor])).toEqual([
    ['docs/two.md', 'no-such'],
    ['docs/one.md', 'one-thing'],
  ])
  expect(hasAnchor(text, 'one-thing')).toBe(true)
  expect(hasAnchor(text, 'no-such')).toBe(false)
})
