import { TapedeckError } from '@tapedeck/contracts'
import type { ObjectStore } from '@tapedeck/object-store'
import type { FastifyReply } from 'fastify'
import { byteRangeOf } from './byte-range.ts'
import { openObjectStream } from './object-stream.ts'

/**
 * A reader that takes nothing for this long is cut off: it would hold its place for as long as its connection stays open. Players
 * that were paused come back with a range.
 */
const defaultStalledMs = 60_000

/** What may be answered when an object of the storage is asked for. */
export const objectErrors = [
  'FILE_NOT_FOUND',
  'RANGE_NOT_SATISFIABLE',
  'SERVICE_BUSY',
  'OBJECT_NOT_FOUND',
  'STORAGE_UNREACHABLE',
  'STORAGE_DENIED',
  'STORAGE_NOT_FOUND',
  'STORAGE_FAILED',
] as const

/** An object that is to be sent. */
export type SentObject = {
  store: Pick<ObjectStore, 'get'>
  key: string
  bytes: number
  contentType: string
  /** The header Content-Disposition; absent when browsers may show it. */
  disposition?: string
}

export type ObjectSender = {
  /** How many are being sent. */
  open(): number
  /**
   * Answers with an object, or the range of it that was asked for, as its reader reads on.
   * @param range the header Range
   * @throws TapedeckError SERVICE_BUSY, RANGE_NOT_SATISFIABLE; OBJECT_NOT_FOUND, STORAGE_* before anything was sent
   */
  send(
    reply: FastifyReply,
    range: string | undefined,
    find: () => Promise<SentObject>,
  ): Promise<FastifyReply>
}

/** What is said of an object besides its length. */
const describe = (reply: FastifyReply, { contentType, disposition }: SentObject): FastifyReply => {
  if (disposition !== undefined) reply.header('content-disposition', disposition)
  return reply
    .header('content-type', contentType)
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=3600')
}

/** Answers HEAD: what is said of all of the object, and none of it. */
export const sendHead = (reply: FastifyReply, object: SentObject): FastifyReply =>
  describe(reply, object).header('content-length', object.bytes).send()

const answer = async (
  reply: FastifyReply,
  range: string | undefined,
  object: SentObject,
  { stalledMs, release }: { stalledMs: number; release: () => void },
): Promise<FastifyReply> => {
  const { store, key, bytes } = object
  const asked = byteRangeOf(range, bytes)
  if (asked === 'unsatisfiable') {
    reply.header('content-range', `bytes */${bytes}`)
    throw new TapedeckError('RANGE_NOT_SATISFIABLE', { detail: `It has ${bytes} bytes.` })
  }
  const { start, end } = asked ?? { start: 0, end: bytes - 1 }
  const stream = await openObjectStream(store, key, { start, end })
  stream.once('close', release)
  reply.raw.setTimeout(stalledMs, () => reply.raw.destroy())
  if (asked !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
  return describe(reply, object)
    .header('content-length', end - start + 1)
    .send(stream)
}

/**
 * Sends objects of the storage through the API, each with about a megabyte in memory.
 * @param what "slices"
 * @param max at the same time; more are refused
 * @param options.stalledMs how long a reader may take nothing
 */
export const createObjectSender = (
  what: string,
  max: number,
  { stalledMs = defaultStalledMs } = {},
): ObjectSender => {
  let open = 0
  const release = (): void => {
    open--
  }
  return {
    open: () => open,
    send: async (reply, range, find) => {
      if (open >= max)
        throw new TapedeckError('SERVICE_BUSY', { detail: `Too many ${what} are being sent.` })
      open++
      try {
        return await answer(reply, range, await find(), { stalledMs, release })
      } catch (error) {
        release()
        throw error
      }
    },
  }
}
