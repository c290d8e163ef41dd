import { setTimeout as delay } from 'node:timers/promises'
import { createLogger } from '@tapedeck/telemetry'
import { sampleRecording } from '@tapedeck/testkit'
import { expect, test } from 'vitest'
import { createRecordJob } from './record-job.ts'
import type { SessionDeps } from './session/session-deps.ts'
import { SessionRegistry } from './session-registry.ts'
import { SpoolLook } from './spool-look.ts'

const busy = expect.objectContaining({ code: 'SERVICE_BUSY' })
const never = () => new Promise<number>(() => undefined)

test('a disk that answers is believed, and what it fails with is told', async () => {
  const answers = [async () => 7, async () => Promise.reject(new Error('EIO'))]
  const look = new SpoolLook({ highestGeneration: () => (answers.shift() ?? never)() })
  expect(await look.highestGeneration('rec_1')).toBe(7)
  await expect(look.highestGeneration('rec_1')).rejects.toThrow('EIO')
})

test('a disk that hangs is not waited for, and is asked for one recording at a time', async () => {
  const asked: string[] = []
  const hanging = Promise.withResolvers<number>()
  const highestGeneration = (recordingId: string) => {
    asked.push(recordingId)
    return hanging.promise
  }
  const look = new SpoolLook({ highestGeneration }, { patienceMs: 50 })
  const looks = ['rec_1', 'rec_2', 'rec_3'].map((id) => look.highestGeneration(id))
  for (const one of looks) await expect(one).rejects.toEqual(busy)
  expect(asked).toEqual(['rec_1'])
  hanging.resolve(3)
  await delay(0)
  expect(await look.highestGeneration('rec_4')).toBe(3)
})

test('a recording whose job finds the disk hanging is left to other recorders, within seconds', async () => {
  const recording = sampleRecording({ id: 'rec_1' })
  const deps = {
    recorderId: 'recorder-1',
    spool: { highestGeneration: never },
    store: { recordings: { get: async () => recording } },
    log: createLogger({ app: 'recorder', level: 'silent' }),
  } as unknown as SessionDeps
  const options = { capacity: 4, onEnd: async () => undefined, onLostMedia: () => undefined }
  const job = createRecordJob(deps, new SessionRegistry(deps, options))
  expect(await job({ recordingId: 'rec_1' })).toMatchObject({ outcome: 'retryLater' })
}, 10_000)
