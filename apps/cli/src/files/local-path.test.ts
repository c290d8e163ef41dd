import { expect, test } from 'vitest'
import { DownloadError } from './download-error.ts'
import { localPathOf } from './local-path.ts'

test('a key is kept as a path below the directory', () => {
  expect(localPathOf('/d', 'live/a/1.mp4')).toBe('/d/live/a/1.mp4')
  expect(localPathOf('/d', '/live/%2E%2E/..a')).toBe('/d/live/%2E%2E/..a')
})

test.each(['..', '../x', 'a/../../x', '', '.', 'a\0b'])('a key such as %j is refused', (key) => {
  expect(() => localPathOf('/d', key)).toThrow(DownloadError)
})
