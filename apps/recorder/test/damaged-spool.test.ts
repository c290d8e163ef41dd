import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRecord } from '../src/session/open-record.ts'
import { SessionWriting } from '../src/session/session-writing.ts'
import { FragmentBacklog } from '../src/source/fragment-backlog.ts'
import { SpoolLeftovers } from '../src/source/spool-leftovers.ts'
import {
  around,
  id,
  media,
  recordAndLose,
  samplesOf,
  spooled,
  useFillerSurroundings,
  videoCount,
} from './lost-media/filler-fixture.ts'
import { planOf } from './lost-media/lost-media-fixture.ts'

useFillerSurroundings()

/** Writes over some bytes of the fifth fragment of generation 1. */
const damageFifth = async (): Promise<void> => {
  const path = join(around.spool.directory, id, '1', 'fragments-000000000')
  const before = media.fragments.slice(0, 4).reduce((sum, { bytes }) => sum + bytes.length, 0)
  const handle = await open(path, 'r+')
  await handle.write(Buffer.from('damaged'), 0, 7, before + 300)
  await handle.close()
}

/** This recorder takes the recording back and writes what lies in its spool. */
const takeBack = async () => {
  const { deps, store } = around
  const { log } = deps
  const lease = await around.takeOver(id)
  const recording = await store.recordings.get(id)
  if (recording === null) throw new Error('the recording is gone')
  const { signal } = new AbortController()
  const { record } = openRecord(deps, recording, lease, signal, log)
  await record.transition('taken')
  const localGenerations = (await spooled()).map(({ generation }) => generation)
  const leftovers = await SpoolLeftovers.find(deps.spool, id, localGenerations)
  const found = { leftovers, localGenerations, superseded: [] }
  const spool = await deps.spool.open(id, lease.generation)
  await leftovers.adoptInto(spool)
  const failures: unknown[] = []
  const writing = new SessionWriting({
    ...{ deps, lease, record, spool, found, log, signal },
    backlog: new FragmentBacklog((one) => spool.readFragment(one)),
    ...{ splice: null, isSeamless: false, splitsBefore: 0 },
    onFailure: (error) => failures.push(error),
    isEnding: () => true,
  })
  writing.start()
  await writing.finish()
  return { lease, record, spool, writing, failures }
}
const degraded = async () =>
  (await around.store.events.list(id, null, 1000)).flatMap(({ event }) =>
    event.type === 'recording.degraded' ? [event.data.degraded] : [],
  )
const asideOf = async (): Promise<string[]> =>
  (await readdir(join(around.spool.directory, '.set-aside')).catch(() => [])).filter((name) =>
    name.startsWith(`${id}-`),
  )

test('media that was damaged in the spool is told of, and set aside when the rest is stored', async () => {
  await recordAndLose([planOf('mp4')])
  await damageFifth()
  const { spoolSetAside } = around.deps.metrics
  const before = (await spoolSetAside.get()).values[0]?.value ?? 0
  const { record, spool, writing, failures } = await takeBack()
  await record.settled()
  expect(await degraded()).toMatchObject([
    { cause: 'file_damaged', detail: expect.stringMatching(/^Spool of generation 1: 1 fragments/) },
  ])
  await writing.storeFiles()
  await spool.remove()
  await around.spool.tidy(id)
  const paths = await Promise.all((await around.files(id)).map((file) => around.download(file)))
  expect(await videoCount(paths)).toBe(samplesOf(media, [0, 1, 2, 3, 5, 6, 7, 8]))
  expect([failures, await spooled()]).toEqual([[], []])
  const [aside = ''] = await asideOf()
  const directory = join(around.spool.directory, '.set-aside', aside)
  expect(await readdir(directory)).toContain('fragments-000000000')
  expect(await readFile(join(directory, 'reason.txt'), 'utf8')).toContain('1 fragments')
  expect((await spoolSetAside.get()).values[0]?.value).toBe(before + 1)
})

test('a recorder that is killed before that tells nothing twice, and what is whole is not set aside', async () => {
  await recordAndLose([planOf('mp4')])
  await damageFifth()
  const first = await takeBack()
  await first.record.settled()
  await first.writing.abandon()
  await first.spool.close()
  await around.store.leases.release(first.lease)
  const second = await takeBack()
  await second.writing.storeFiles()
  await second.record.settled()
  await second.spool.remove()
  expect(await degraded()).toHaveLength(1)
  expect(await asideOf()).toEqual([`${id}-1.1`])
})

test('of media that is whole nothing is told and nothing kept', async () => {
  await recordAndLose([planOf('mp4')])
  const { record, spool, writing } = await takeBack()
  await writing.storeFiles()
  await record.settled()
  await spool.remove()
  expect([await degraded(), await asideOf()]).toEqual([[], []])
})
