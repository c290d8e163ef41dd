import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fillRecording } from '../../src/lost-media/fill-recording.ts'
import { around, atMs, fill, fillDeps, id, media, useFillerSurroundings } from './filler-fixture.ts'

useFillerSurroundings()

const left = () => readdir(around.spool.directory)

test('an empty spool of a recording that nobody knows goes', async () => {
  await (await around.spool.open(id, 1)).close()
  await (await around.spool.open(id, 2)).close()
  expect(await fill()).toBe('done')
  expect(await left()).not.toContain(id)
})

test('one that a hand-over to this recorder may write to stays', async () => {
  await (await around.spool.open(id, 1)).close()
  const deps = { ...fillDeps(), holds: () => true }
  const { signal } = new AbortController()
  expect(await fillRecording(deps, id, signal, deps.log)).toBe('unknown')
  expect(await left()).toContain(id)
})

test('media of a recording that nobody knows stays', async () => {
  await (await around.spool.open(id, 1)).close()
  const spool = await around.spool.open(id, 2)
  await spool.appendInit(0, media.init.bytes, atMs)
  await spool.appendFragment(0, media.fragments[0]?.bytes ?? Buffer.alloc(0), atMs)
  await spool.close()
  expect(await fill()).toBe('unknown')
  expect(await left()).toContain(id)
})
