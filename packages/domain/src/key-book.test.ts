import { expect, test } from 'vitest'
import { KeyBook } from './key-book.ts'

test('cycles that render to different keys keep them', () => {
  const keys = new KeyBook()
  const entered = ['a', 'b', 'c'].map((rendered, sequence) =>
    keys.enter(rendered, '.mp4', sequence),
  )
  expect(entered).toEqual(['a.mp4', 'b.mp4', 'c.mp4'])
})

test('cycles within one second get keys of their own', () => {
  const keys = new KeyBook()
  const entered = [0, 1, 2].map((sequence) => keys.enter('a', '.mp4', sequence))
  expect(entered).toEqual(['a.mp4', 'a_1.mp4', 'a_2.mp4'])
  expect(keys.enter('b', '.mp4', 3)).toBe('b.mp4')
})

test('no key of a former generation is given again, not even after the clock was set back', () => {
  const keys = new KeyBook(['a.mp4', 'a_7.mp4', 'a.flv'])
  expect(keys.enter('b', '.mp4', 6)).toBe('b.mp4')
  expect(keys.enter('a', '.mp4', 7)).toBe('a_7_2.mp4')
  expect(keys.enter('a', '.m3u8', 7)).toBe('a.m3u8')
})

test('a key that a cycle was begun with is taken', () => {
  const keys = new KeyBook()
  keys.claim('a.mp4')
  expect(keys.enter('a', '.mp4', 1)).toBe('a_1.mp4')
})
