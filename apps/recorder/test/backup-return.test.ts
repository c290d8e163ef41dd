import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { RecordingFile } from '@tapedeck/domain'
import type { ObjectStore } from '@tapedeck/object-store'
import { hasRealS3 } from '@tapedeck/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { putNote } from '../src/backup-return/backup-note.ts'
import { type BackupWorld, startBackupWorld } from './backup-fixture.ts'

const isReal = await hasRealS3()
const hourMs = 3_600_000

let world: BackupWorld
beforeAll(async () => {
  if (isReal) world = await startBackupWorld()
})
beforeEach(({ skip }) => skip(!isReal, 'needs a real S3 server'))
afterAll(async () => {
  if (isReal) await world.stop()
})

const target = () => ({ type: 's3' as const, bucket: world.server.bucket })
const root = () => world.storage.backup as ObjectStore

/** A file in the backup that needs an upload of two parts, whose record is gone; its note says when it was noted. */
const keepInBackup = async (id: string, notedAtMs: number) => {
  const body = randomBytes(17 * 1024 * 1024)
  const file: RecordingFile = {
    ...{ id, recordingId: `rec_${id}`, generation: 1, format: 'mp4', sequence: 1 },
    ...{ storageType: 'filesystem', bucket: 'backup', key: `${id}.mp4`, isInBackup: true },
    ...{ bytes: body.length, crc32: crc32(body).toString(16).padStart(8, '0') },
    ...{ durationMs: 1000, startedAtMs: 0, endedAtMs: 1000, width: 320, height: 240 },
    ...{ codecs: [], slices: [], initKey: null },
  }
  const backup = world.storage.resolveBackup(target()) as ObjectStore
  await backup.put(file.key, body, { contentType: 'video/mp4' })
  const note = { recordingId: file.recordingId, storage: target(), file, manifestKey: null }
  await putNote(root(), { recorderId: 'recorder-1', notedAtMs }, note)
  return { body, key: file.key }
}

/** A mover that stops before its second part until it is let go. */
const openMover = (recorderId: string) => {
  const half = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const back = world.openReturn(recorderId, Date.now, (own) => ({
    ...own,
    putPart: async (...args) => {
      if (args[2] === 2) {
        half.resolve()
        await go.promise
      }
      return own.putPart(...args)
    },
  }))
  return { back, half: half.promise, go: () => go.resolve() }
}

test('of two recorders that move one file the first is let through, and leaves no upload behind', async () => {
  const { body, key } = await keepInBackup('side_by_side', Date.now() - 2 * hourMs)
  const [own, other] = [openMover('recorder-1'), openMover('recorder-2')]
  const first = own.back.pass()
  await own.half
  const second = other.back.pass()
  await other.half
  expect(await world.direct.listUploads(key)).toHaveLength(2)
  own.go()
  expect(await first).toBe(0)
  expect(await world.direct.listUploads(key)).toEqual([])
  other.go()
  expect(await second).toBe(1)
  expect(await other.back.pass()).toBe(0)
  expect((await world.direct.get(key)).equals(body)).toBe(true)
  expect(await world.direct.listUploads(key)).toEqual([])
  expect(await root().list('')).toEqual([])
})

test('the upload of the cycle that went to the backup gives its room back before the file is moved', async () => {
  const options = { contentType: 'video/mp4' }
  await world.direct.createUpload('of_cycle.mp4', options)
  // services tell whole seconds
  await pause(1100)
  const { body, key } = await keepInBackup('of_cycle', Math.floor(Date.now() / 1000) * 1000)
  const { uploadId: later } = await world.direct.createUpload(key, options)
  const { back, half, go } = openMover('recorder-1')
  const moved = back.pass()
  await half
  const open = await world.direct.listUploads(key)
  expect(open).toHaveLength(2)
  expect(open.map(({ uploadId }) => uploadId)).toContain(later)
  go()
  expect(await moved).toBe(0)
  expect(await world.direct.listUploads(key)).toEqual([])
  expect((await world.direct.get(key)).equals(body)).toBe(true)
})
