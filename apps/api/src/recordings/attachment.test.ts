import { expect, it } from 'vitest'
import { attachmentOf } from './attachment.ts'

it.each([
  ['live/stage/2026-01-01 10:00.mp4', 'attachment; filename="2026-01-01 10:00.mp4"'],
  ['a.mp4', 'attachment; filename="a.mp4"'],
  ['a/"b\\.mp4', `attachment; filename="_b_.mp4"; filename*=UTF-8''%22b%5C.mp4`],
  ['a/50%.mp4', `attachment; filename="50_.mp4"; filename*=UTF-8''50%25.mp4`],
  [
    'a/Bühne 🎬.mp4',
    `attachment; filename="B_hne _.mp4"; filename*=UTF-8''B%C3%BChne%20%F0%9F%8E%AC.mp4`,
  ],
  [
    "a/l'été(1)*.mp4",
    `attachment; filename="l'_t_(1)*.mp4"; filename*=UTF-8''l%27%C3%A9t%C3%A9%281%29%2A.mp4`,
  ],
  [
    'a/x\r\nset-cookie: y',
    `attachment; filename="x__set-cookie: y"; filename*=UTF-8''x%0D%0Aset-cookie%3A%20y`,
  ],
])('saves %j', (key, header) => {
  expect(attachmentOf(key)).toBe(header)
})
