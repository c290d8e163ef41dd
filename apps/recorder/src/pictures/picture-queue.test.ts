import { expect, test } from 'vitest'

import { PictureQueue, type PictureTask } from './picture-queue.ts'

const keyframe = (bytes: number) => ({
  init: Buffer.alloc(0),
  fragment: Buffer.alloc(bytes),
  mediaMs: 0,
  atMs: 0,
  origin: { generation: 1, sequence: 0 },
})

/** Tasks that note what becomes of them; the first one waits until it is let go. */
const notedTasks = (bytes = 1) => {
  const gate = Promise.withResolvers<void>()
  const notes: string[] = []
  const task = (name: string): PictureTask => ({
    keyframe: keyframe(bytes),
    run: async () => {
      await gate.promise
      notes.push(`made ${name}`)
    },
    drop: () => notes.push(`dropped ${name}`),
  })
  return { notes, task, open: gate.resolve }
}

test('pictures are made one after the other, and the older ones that wait are dropped', async () => {
  const queue = new PictureQueue()
  const { notes, task, open } = notedTasks()
  // one is being made, and as many as a template has outputs wait beside some thumbnails
  const names = Array.from({ length: 1 + 20 + 2 }, (_, n) => `${n}`)
  for (const name of names) queue.push(task(name))
  expect(notes).toEqual(['dropped 1', 'dropped 2'])
  open()
  await queue.idle()
  expect(notes.slice(2)).toEqual([0, ...names.slice(3)].map((name) => `made ${name}`))
})

test('media that waits is bounded in bytes, but one always may', async () => {
  const queue = new PictureQueue()
  const { notes, task, open } = notedTasks(9 * 1024 * 1024)
  for (const name of 'abcd') queue.push(task(name))
  open()
  await queue.idle()
  expect(notes).toEqual(['dropped b', 'dropped c', 'made a', 'made d'])
})

test('a queue that was stopped makes nothing more', async () => {
  const queue = new PictureQueue()
  const { notes, task, open } = notedTasks()
  queue.push(task('a'))
  queue.push(task('b'))
  queue.stop()
  queue.push(task('c'))
  open()
  await queue.idle()
  expect(notes).toEqual(['dropped b', 'dropped c', 'made a'])
})
