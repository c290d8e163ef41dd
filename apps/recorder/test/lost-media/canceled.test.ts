import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, manifestKeyOf } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { assertDecodes, assertSamePackets, sampleRecording } from '@tapedeck/testkit'
import { describe, expect, test } from 'vitest'
import { fillRecording } from '../../src/lost-media/fill-recording.ts'
import {
  around,
  atMs,
  fill,
  fillDeps,
  fillers,
  id,
  media,
  paths,
  source,
  spooled,
  useFillerSurroundings,
} from './filler-fixture.ts'
import { planOf } from './lost-media-fixture.ts'

useFillerSurroundings()

/** This recorder takes a recording and looks for its stream: Redis is told no more. */
const takeAndWait = async (): Promise<Lease> => {
  const template = { ...sampleRecording().template, formats: [planOf('mp4')] }
  const recording = sampleRecording({ id, template, createdAtMs: Date.now() })
  await around.store.recordings.create(recording, { fingerprint: id, idempotencyKey: null })
  const lease = await around.takeOver(id)
  await around.store.recordings.transition({ recordingId: id, input: 'taken', lease })
  return lease
}

/** What this recorder received lies in its spool. */
const receive = async ({ generation }: Lease, fragments = media.fragments): Promise<string> => {
  const spool = await around.spool.open(id, generation)
  await spool.appendInit(0, media.init.bytes, atMs)
  for (const [index, { bytes }] of fragments.entries())
    await spool.appendFragment(0, bytes, atMs + (index + 1) * 1000)
  await spool.close()
  return spool.directory
}

/** Somebody else takes the recording, sees no media of it, and ends it because it is to stop. */
const cancelAs = async (ownerId: string, lost: Lease): Promise<void> => {
  const { leases, recordings } = around.store
  await leases.release(lost)
  const lease = await around.takeOver(id, ownerId)
  const patch = { reason: 'stopped' } as const
  await recordings.transition({ recordingId: id, input: 'stopRequested', lease, patch })
  await leases.release(lease)
  expect(await recordings.get(id)).toMatchObject({ state: 'canceled' })
}

describe('media of a recording that was canceled because nobody knew of it', () => {
  test.each(['reconciler-1', 'recorder-2'])('comes into storage: by %s', async (ownerId) => {
    const lease = await takeAndWait()
    await receive(lease)
    await cancelAs(ownerId, lease)
    expect(await fill()).toBe('done')
    const [filler, ...more] = await fillers()
    expect(more).toEqual([])
    expect(filler).toMatchObject({ id: `${id}.mp4.0.g1-0`, filler: { generation: 1, index: 0 } })
    const all = await paths()
    await assertSamePackets(source, all)
    await assertDecodes(...all)
    expect(await spooled()).toEqual([])
    expect(await readdir(around.spool.directory)).not.toContain(id)
    // done once more, nothing is told again
    expect(await fill()).toBe('done')
    expect((await around.eventTypes(id)).slice(-3)).toEqual([
      'recording.canceled',
      'file.created',
      'recording.degraded',
    ])
    expect(await around.store.recordings.get(id)).toMatchObject({
      state: 'canceled',
      fileCount: 1,
      storedBytes: filler?.bytes,
      degradations: [{ cause: 'recorder_lost', count: 1 }],
    })
    const body = await around.objects.get(manifestKeyOf(id, filler?.key ?? ''))
    const manifest = JSON.parse(body.toString()) as Manifest
    expect(manifest).toMatchObject({
      state: 'canceled',
      files: [{ id: filler?.id }],
      degradations: [{ cause: 'recorder_lost' }],
      totals: { files: 1, bytes: filler?.bytes },
    })
  })

  test('is kept for a person when its journal cannot be read', async () => {
    const lease = await takeAndWait()
    const directory = await receive(lease, media.fragments.slice(0, 1))
    const journal = join(directory, 'fragments-000000000.journal')
    const [init] = (await readFile(journal, 'utf8')).split('\n')
    await writeFile(journal, `the line of its fragment is damaged\n${init}\n`)
    await cancelAs('reconciler-1', lease)
    expect(await fill()).toBe('done')
    expect(await spooled()).toEqual([])
    expect(await readdir(around.spool.directory)).toContain('.set-aside')
    expect((await around.eventTypes(id)).at(-1)).toBe('recording.degraded')
  })
})

describe('a canceled recording of which nothing was received', () => {
  test('is forgotten, and nothing is told of it', async () => {
    const lease = await takeAndWait()
    await receive(lease, [])
    await cancelAs('reconciler-1', lease)
    expect(await fill()).toBe('done')
    expect(await readdir(around.spool.directory)).not.toContain(id)
    expect(await around.files(id)).toEqual([])
    expect((await around.eventTypes(id)).at(-1)).toBe('recording.canceled')
  })

  test('is left alone while a session of this recorder has it', async () => {
    const lease = await takeAndWait()
    await receive(lease, [])
    await cancelAs('reconciler-1', lease)
    const deps = { ...fillDeps(), holds: () => true }
    const { signal } = new AbortController()
    expect(await fillRecording(deps, id, signal, around.deps.log)).toBe('done')
    expect(await spooled()).toEqual([{ recordingId: id, generation: 1 }])
  })
})
