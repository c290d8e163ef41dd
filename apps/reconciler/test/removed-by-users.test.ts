import type { Manifest, RecordingFile, RecordingTemplate } from '@tapedeck/domain'
import { expect } from 'vitest'
import {
  end,
  endMs,
  fileOf,
  keysBelow,
  put,
  record,
  retaining,
  store,
} from './retention-fixture.ts'
import { aTemplate, rulesTest, type World } from './rules-fixture.ts'

/** A recording that ended, with files, all of them stored, and the manifest that its recorder left. */
const ended = async (
  world: World,
  id: string,
  template: RecordingTemplate,
): Promise<RecordingFile[]> => {
  const objects = world.storage.resolve(null)
  const { lease } = await record(world.store, id, template)
  const files = [0, 1].map((sequence) => fileOf(lease, { sequence }))
  await put(objects, [...files.map(({ key }) => key)])
  for (const file of files) await store(world, lease, file)
  await put(objects, [`${id}/${id}.manifest.json`], '{"files": []}')
  await end(world.store, lease)
  return files
}

/** What an API does that removes a file at a user's wish. */
const remove = async ({ store, storage }: World, file: RecordingFile, nowMs: number) => {
  const { id, recordingId, bytes } = file
  const keys = [file.key]
  await storage.resolve(null).remove(keys)
  await store.recordings.updateFile({ ...file, removedAtMs: nowMs }, file)
  const place = (await store.recordings.get(recordingId))?.storage ?? { type: 's3', bucket: null }
  const facts = { id, recordingId, fileId: id, keys, bytes }
  await store.retention.put({ ...facts, storage: place, dueAtMs: nowMs })
}

rulesTest.for([
  ['that stays for ever', null],
  ['whose time is not over', 365 * 86_400],
] as const)('the manifest of a recording %s tells what users removed', async (told, { world }) => {
  const [, retentionSeconds] = told
  const id = retentionSeconds === null ? 'stays' : 'kept'
  const { around, pass, objects } = retaining(world, Date.now())
  const [first, second] = await ended(world, id, aTemplate({ retentionSeconds }))
  if (first === undefined || second === undefined) throw new Error('no files')
  // the first look at the recording would write its manifest anyway
  around.nowMs = Date.now() + 1000
  await pass()
  const removed = async () => {
    const text = (await objects.get(`${id}/${id}.manifest.json`)).toString()
    return (JSON.parse(text) as Manifest).files.map(({ removedAt }) => removedAt !== null)
  }
  around.nowMs = endMs + 1000
  await remove(world, first, around.nowMs)
  await pass()
  expect(await removed()).toEqual([true, false])
  expect(await keysBelow(objects, id)).toEqual([second.key, `${id}/${id}.manifest.json`].toSorted())
  if (retentionSeconds !== null) return
  // without a time its record stays, and so does the manifest
  await remove(world, second, around.nowMs)
  await pass()
  expect(await removed()).toEqual([true, true])
  expect(await world.store.retention.count()).toBe(0)
})
