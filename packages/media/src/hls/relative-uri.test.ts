import fc from 'fast-check'
import { expect, it } from 'vitest'
import { relativeUri } from './relative-uri.ts'

it.each([
  ['a/b/index.m3u8', 'a/b/0.ts', '0.ts'],
  ['a/b/index.m3u8', 'a/b/s/0.ts', 's/0.ts'],
  ['a/b/index.m3u8', 'a/c/0.ts', '../c/0.ts'],
  ['index.m3u8', 'a/0.ts', 'a/0.ts'],
  ['a/b/index.m3u8', '0.ts', '../../0.ts'],
  ['a/index.m3u8', 'a/1:2?#%".ts', '1%3A2%3F%23%25%22.ts'],
  ['a/index.m3u8', 'a/ä b\n.ts', '%C3%A4%20b%0A.ts'],
  ['a/index.m3u8', 'a//0.ts', './/0.ts'],
])('leads from %j to %j by %j', (from, to, uri) => {
  expect(relativeUri(from, to)).toBe(uri)
})

it('leads a URI parser to the very key, whatever characters it has', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !text.includes('/') && !/^(\.|%2e){1,2}$/i.test(text))
  const key = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
  fc.assert(
    fc.property(key, key, (from, to) => {
      const base = new URL(
        `https://host/bucket/${from.split('/').map(encodeURIComponent).join('/')}`,
      )
      const { pathname } = new URL(relativeUri(from, to), base)
      expect(decodeURIComponent(pathname)).toBe(`/bucket/${to}`)
    }),
  )
})
