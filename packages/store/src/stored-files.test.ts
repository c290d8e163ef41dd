import type { RecordingFile } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { storedFiles } from './stored-files.ts'

const file = (sequence: number) => ({ sequence }) as RecordingFile

test('files are read over all pages', async () => {
  const pages = new Map([
    [null, { items: [file(0)], nextCursor: 'more' }],
    ['more', { items: [file(1)], nextCursor: null }],
  ])
  const recordings = {
    files: async (_id: string, { cursor }: { cursor: string | null }) =>
      pages.get(cursor) ?? { items: [], nextCursor: null },
  }
  expect(await storedFiles(recordings, 'rec')).toEqual([file(0), file(1)])
})
