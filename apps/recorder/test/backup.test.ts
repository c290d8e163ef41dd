import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type FormatPlan,
  type OutputFormat,
  plainOutput,
  type Recording,
  type RecordingFile,
} from '@tapedeck/domain'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import type { Lease } from '@tapedeck/store'
import {
  assertSamePackets,
  createTestBucket,
  hasRealS3,
  makeSource,
  removeTestBucket,
} from '@tapedeck/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { storeManifest } from '../src/session/manifest-store.ts'
import { type BackupWorld, startBackupWorld } from './backup-fixture.ts'
import type { OutputRig } from './output-fixture.ts'

const planOf = (format: OutputFormat): FormatPlan => ({
  ...plainOutput,
  name: format,
  format,
  cycleSeconds: 60,
  maxBytes: null,
  objectPattern: '{RecordingId}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}',
  sliceSeconds: format === 'mp4' || format === 'flv' ? null : 0.5,
  slicePattern: null,
})
const isReal = await hasRealS3()

let world: BackupWorld
let source: string
let rig: OutputRig | null = null
beforeAll(async () => {
  if (!isReal) return
  world = await startBackupWorld()
  source = await makeSource({ dir: world.directory, seconds: 3, gopSeconds: 0.5 })
})
beforeEach(({ skip }) => skip(!isReal, 'needs a real S3 server'))
afterEach(async () => {
  world.proxy.clear()
  await rig?.close()
  rig = null
})
afterAll(async () => {
  if (isReal) await world.stop()
})

let count = 0
/** Records the source; the first storage goes away when a third of it is recorded. */
const recordDuringOutage = async (format: OutputFormat) => {
  const { recording, lease } = await world.startRecording(`rec_backup_${count++}`)
  const opened = await world.openRig(planOf(format), recording, lease)
  rig = opened
  let fragments = 0
  await opened.pull(source, () => {
    if (++fragments === 2) world.proxy.setDown(true)
  })
  opened.output.endCycle()
  return { recording, lease, output: opened.output }
}
const backupOf = ({ storage }: Recording) => world.storage.resolveBackup(storage) as ObjectStore
const onlyFile = async ({ id }: Recording): Promise<RecordingFile> => {
  const { items } = await world.store.recordings.files(id, { cursor: null, limit: 10 })
  expect(items).toHaveLength(1)
  return items[0] as RecordingFile
}
const keysIn = async (store: ObjectStore, prefix = '') =>
  (await store.list(prefix)).map(({ key }) => key)
const root = () => world.storage.backup as ObjectStore
/** A final state, so that the manifest is due. */
const endRecording = async (recordingId: string, lease: Lease) => {
  for (const input of ['taken', 'fragmentArrived', 'stopRequested', 'filesStored'] as const)
    await world.store.recordings.transition({ recordingId, input, lease })
}

test.each(['mp4', 'flv', 'm3u8', 'cmaf'] as const)(
  'a cycle of %s goes whole to the backup, and comes back when the first storage works',
  async (format) => {
    const { recording, lease, output } = await recordDuringOutage(format)
    await output.settled()
    const kept = await onlyFile(recording)
    const backup = backupOf(recording)
    expect(kept).toMatchObject({
      ...{ isInBackup: true, storageType: 'filesystem', bucket: backup.bucket },
      through: [{ generation: 1 }],
    })
    await assertSamePackets(source, [await world.download(backup, kept)])
    // as long as the first storage is down nothing moves
    const back = world.openReturn()
    expect(await back.pass()).toBe(1)
    expect(await onlyFile(recording)).toEqual(kept)

    world.proxy.clear()
    await endRecording(recording.id, lease)
    expect(await back.pass()).toBe(0)
    const { isInBackup: _, ...facts } = kept
    const own = { storageType: 's3', bucket: world.server.bucket }
    expect(await onlyFile(recording)).toEqual({ ...facts, ...own })
    await assertSamePackets(source, [await world.download(world.direct, kept)])
    expect(await keysIn(root())).toEqual([])
    const stored = await keysIn(world.direct, `${recording.id}/`)
    const manifestKey = stored.find((key) => key.endsWith('.manifest.json')) ?? ''
    const manifest = JSON.parse((await world.direct.get(manifestKey)).toString())
    expect(manifest.files[0]).toMatchObject(own)
    expect(manifest.files[0].isInBackup ?? false).toBe(false)
  },
)

test('the file of an output with a storage of its own comes back there', async () => {
  const bucket = await createTestBucket(world.server)
  const own = { ...planOf('m3u8'), name: 'archive', storage: { type: 's3' as const, bucket } }
  const id = `rec_backup_${count++}`
  const { recording, lease } = await world.startRecording(id, [planOf('mp4'), own])
  const opened = await world.openRig(own, recording, lease)
  rig = opened
  world.proxy.setDown(true)
  await opened.pull(source)
  opened.output.endCycle()
  await opened.output.settled()
  const kept = await onlyFile(recording)
  expect(kept).toMatchObject({ output: 'archive', isInBackup: true })
  const backup = backupOf({ ...recording, storage: own.storage })
  expect(kept.bucket).toBe(backup.bucket)
  await assertSamePackets(source, [await world.download(backup, kept)])

  world.proxy.clear()
  await endRecording(id, lease)
  expect(await world.openReturn().pass()).toBe(0)
  const back = await onlyFile(recording)
  expect([back.isInBackup, back.bucket]).toEqual([undefined, bucket])
  const archived = createS3Store({ ...world.server, bucket })
  await assertSamePackets(source, [await world.download(archived, back)])
  expect(await keysIn(world.direct, `${id}/`)).toEqual([`${id}/${id}.manifest.json`])
  archived.close()
  expect(await keysIn(root())).toEqual([])
  await removeTestBucket(world.server, bucket)
})

test('an outage that ends in time costs no move', async () => {
  const { recording, output } = await recordDuringOutage('mp4')
  world.proxy.clear()
  await output.settled()
  const file = await onlyFile(recording)
  expect([file.isInBackup, file.bucket]).toEqual([undefined, world.server.bucket])
  expect(await keysIn(root())).toEqual([])
  await assertSamePackets(source, [await world.download(world.direct, file)])
})

test('where the backup fails too, the file goes to whichever works first', async () => {
  await rename(world.backupDirectory, `${world.backupDirectory}.away`)
  try {
    const { recording, output } = await recordDuringOutage('m3u8')
    const { backupHealth } = world.storage
    await expect.poll(() => backupHealth.failingMs(performance.now())).toBeGreaterThan(300)
    world.proxy.clear()
    await output.settled()
    const file = await onlyFile(recording)
    expect(file.isInBackup).toBeUndefined()
    await assertSamePackets(source, [await world.download(world.direct, file)])
  } finally {
    await rename(`${world.backupDirectory}.away`, world.backupDirectory)
    // forgotten by the first success
    await root().put('works-again', Buffer.from('x'), { contentType: 'text/plain' })
    await root().remove(['works-again'])
  }
})

test('a file that is damaged in the backup stays there, and is never shown as moved', async () => {
  const { recording, output } = await recordDuringOutage('mp4')
  await output.settled()
  const kept = await onlyFile(recording)
  const path = join(backupOf(recording).bucket, kept.key)
  const whole = await backupOf(recording).get(kept.key)
  const damaged = Buffer.from(whole)
  damaged[1000] = (damaged[1000] ?? 0) ^ 1
  await writeFile(path, damaged)
  world.proxy.clear()
  expect(await world.openReturn().pass()).toBe(1)
  expect(await onlyFile(recording)).toEqual(kept)
  await expect(world.direct.head(kept.key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
  await writeFile(path, whole)
  expect(await world.openReturn().pass()).toBe(0)
  expect((await onlyFile(recording)).isInBackup).toBeUndefined()
})

test('a move that broke off before the backup was emptied is brought to its end', async () => {
  const { recording, output } = await recordDuringOutage('cmaf')
  await output.settled()
  world.proxy.clear()
  const kept = await onlyFile(recording)
  const backup = backupOf(recording)
  const [note] = await keysIn(root(), 'tapedeck-backup/')
  const noted = await root().get(note ?? '')
  const objects = await Promise.all(
    (await keysIn(backup)).map(async (key) => ({ key, body: await backup.get(key) })),
  )
  expect(await world.openReturn().pass()).toBe(0)
  const moved = await onlyFile(recording)
  for (const { key, body } of objects) await backup.put(key, body, { contentType: 'video/mp4' })
  await root().put(note ?? '', noted, { contentType: 'application/json' })
  expect(await world.openReturn().pass()).toBe(0)
  expect(await keysIn(root())).toEqual([])
  expect(await onlyFile(recording)).toEqual(moved)
  await assertSamePackets(source, [await world.download(world.direct, kept)])
})

test('what another recorder noted is left to it for an hour', async () => {
  const { recording, output } = await recordDuringOutage('mp4')
  await output.settled()
  world.proxy.clear()
  await world.openReturn('recorder-2').pass()
  expect((await onlyFile(recording)).isInBackup).toBe(true)
  await world.openReturn('recorder-2', () => Date.now() + 3_700_000).pass()
  expect((await onlyFile(recording)).isInBackup).toBeUndefined()
})

test('the file of a recording that was deleted with its record only still comes back', async () => {
  const { recording, lease, output } = await recordDuringOutage('flv')
  await output.settled()
  world.proxy.clear()
  const kept = await onlyFile(recording)
  await endRecording(recording.id, lease)
  expect(await world.store.recordings.remove(recording.id)).toBe(true)
  expect(await world.openReturn().pass()).toBe(0)
  await assertSamePackets(source, [await world.download(world.direct, kept)])
  expect(await keysIn(root())).toEqual([])
})

test('a manifest that its storage does not take goes to the backup and is made again later', async () => {
  const { recording, lease, output } = await recordDuringOutage('mp4')
  await output.settled()
  await endRecording(recording.id, lease)
  const ended = (await world.store.recordings.get(recording.id)) as Recording
  const { deps } = world
  expect(await storeManifest(deps, ended, deps.log, new AbortController().signal)).toBe(false)
  expect((await keysIn(backupOf(recording))).some((key) => key.endsWith('.manifest.json'))).toBe(
    true,
  )
  world.proxy.clear()
  expect(await world.openReturn().pass()).toBe(0)
  expect(await keysIn(root())).toEqual([])
  const stored = await keysIn(world.direct, `${recording.id}/`)
  expect(stored.filter((key) => key.endsWith('.manifest.json'))).toHaveLength(1)
})
