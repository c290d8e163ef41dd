import type { CycleEnding, OpenCycle, OpenCyclePiece } from '@tapedeck/domain'
import { createLogger } from '@tapedeck/telemetry'
import { expect, test } from 'vitest'
import type { OutputContext } from './cycle.ts'
import { CycleNotes } from './cycle-notes.ts'

const cycle = { format: 'mp4', sequence: 3, uploadId: null } as unknown as OpenCycle
const piece = (number: number): OpenCyclePiece => ({ number }) as unknown as OpenCyclePiece

/** Notes over a port that answers as it is told; what arrives is kept in order. */
const openNotes = () => {
  const arrived: string[] = []
  const answers = {
    put: true,
    addPiece: true as boolean | Error,
    isHeld: null as Promise<void> | null,
  }
  const context = {
    log: createLogger({ app: 'recorder', level: 'silent' }),
    retry: { firstDelayMs: 1, maxDelayMs: 1, factor: 1, attempts: 3 },
    random: () => 0,
    signal: new AbortController().signal,
    onStorageRetry: () => undefined,
    openCycles: {
      former: () => null,
      put: async ({ uploadId, ending }: OpenCycle) => {
        await answers.isHeld
        arrived.push(`cycle ${uploadId ?? '-'}${ending === undefined ? '' : ' ending'}`)
        return answers.put
      },
      addPiece: async (_: unknown, { number }: OpenCyclePiece) => {
        if (answers.addPiece instanceof Error) throw answers.addPiece
        arrived.push(`piece ${number}`)
        return answers.addPiece
      },
    },
  } as unknown as OutputContext
  return { notes: new CycleNotes(context, cycle), arrived, answers }
}

test('the cycle is noted before its pieces, and they in order', async () => {
  const { notes, arrived } = openNotes()
  notes.beginUpload('u1')
  notes.add(piece(2))
  notes.add(piece(1))
  await expect.poll(() => arrived).toEqual(['cycle -', 'cycle u1', 'piece 2', 'piece 1'])
})

test('pieces of an upload that was lost are not noted as those of the next', async () => {
  const { notes, arrived, answers } = openNotes()
  let release = (): void => undefined
  answers.isHeld = new Promise((resolve) => {
    release = resolve
  })
  notes.beginUpload('u1')
  notes.add(piece(1))
  notes.beginUpload('u2')
  notes.add(piece(2))
  release()
  await expect.poll(() => arrived).toEqual(['cycle -', 'cycle u2', 'piece 2'])
})

test('what could not be written comes with the next piece', async () => {
  const { notes, arrived, answers } = openNotes()
  answers.addPiece = new Error('Redis is away')
  notes.add(piece(1))
  await expect.poll(() => arrived).toEqual(['cycle -'])
  answers.addPiece = true
  notes.add(piece(2))
  await expect.poll(() => arrived).toEqual(['cycle -', 'piece 1', 'piece 2'])
})

test('a cycle that the store has forgotten is noted anew with all its pieces, a few times', async () => {
  const { notes, arrived, answers } = openNotes()
  notes.add(piece(1))
  await expect.poll(() => arrived).toEqual(['cycle -', 'piece 1'])
  answers.addPiece = false
  notes.add(piece(2))
  const anew = ['piece 2', 'cycle -', 'piece 2', 'cycle -', 'piece 2', 'cycle -', 'piece 2']
  await expect.poll(() => arrived).toEqual(['cycle -', 'piece 1', ...anew])
  notes.add(piece(3))
  await notes.close()
  expect(arrived).toHaveLength(9)
})

test('nothing is noted under a lease that is lost, and an ending says so', async () => {
  const { notes, arrived, answers } = openNotes()
  answers.put = false
  notes.beginUpload('u1')
  notes.add(piece(1))
  await expect.poll(() => arrived).toEqual(['cycle -'])
  notes.add(piece(2))
  await expect(notes.end({ bytes: 1 } as unknown as CycleEnding)).rejects.toMatchObject({
    code: 'LEASE_LOST',
  })
  expect(arrived).toEqual(['cycle -', 'cycle u1 ending'])
})

test('an ending is written when it is told, and nothing after it is closed', async () => {
  const { notes, arrived } = openNotes()
  await notes.end({ bytes: 1 } as unknown as CycleEnding)
  expect(arrived.at(-1)).toBe('cycle - ending')
  await notes.close()
  const { length } = arrived
  notes.add(piece(1))
  notes.beginUpload('u1')
  await notes.close()
  expect(arrived).toHaveLength(length)
})
