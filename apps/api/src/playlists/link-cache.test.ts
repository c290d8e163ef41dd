import { expect, it } from 'vitest'
import { createLinkCache } from './link-cache.ts'

const cacheAt = (maxLinks = 10) => {
  let nowMs = 0
  let signed = 0
  const cache = createLinkCache({ presignSeconds: 100, maxLinks, clock: () => nowMs })
  return {
    link: (key: string, place = 'here') => cache.link(place, key, async () => `${key}#${++signed}`),
    pass: (ms: number) => {
      nowMs += ms
    },
    cache,
  }
}

it('gives the same link for half of its time, so that it is good for the other half', async () => {
  const { link, pass } = cacheAt()
  expect(await link('a')).toBe('a#1')
  pass(49_999)
  expect(await link('a')).toBe('a#1')
  pass(1)
  expect(await link('a')).toBe('a#2')
})

it('tells objects of two storages apart', async () => {
  const { link } = cacheAt()
  expect(await link('a', 'here')).not.toBe(await link('a', 'there'))
})

it('keeps so many and no more', async () => {
  const { link, cache } = cacheAt(2)
  for (const key of ['a', 'b', 'c']) await link(key)
  expect(cache.size).toBe(2)
  expect(await link('c')).toBe('c#3')
  expect(await link('a')).toBe('a#4')
})

it('keeps nothing of a storage that has no links', async () => {
  const { cache } = cacheAt()
  expect(await cache.link('here', 'a', async () => null)).toBeNull()
  expect(cache.size).toBe(0)
})
