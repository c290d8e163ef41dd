import { TapedeckError } from '@tapedeck/contracts'
import type { ObjectStore } from '@tapedeck/object-store'
import type { FastifyReply } from 'fastify'
import { byteRangeOf } from './byte-range.ts'
import { openObjectStream } from './object-stream.ts'

/** An object that is to be sent. */
export type SentObject = {
  store: Pick<ObjectStore, 'get'>
  key: string
  bytes: number
  contentType: string
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

const answer = async (
  reply: FastifyReply,
  range: string | undefined,
  { store, key, bytes, contentType }: SentObject,
  release: () => void,
): Promise<FastifyReply> => {
  const asked = byteRangeOf(range, bytes)
  if (asked === 'unsatisfiable') {
    reply.header('content-range', `bytes */${bytes}`)
    throw new TapedeckError('RANGE_NOT_SATISFIABLE', { detail: `It has ${bytes} bytes.` })
  }
  const { start, end } = asked ?? { start: 0, end: bytes - 1 }
  const stream = await openObjectStream(store, key, { start, end })
  stream.once('close', release)
  if (asked !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${bytes}`)
  return reply
    .header('content-type', contentType)
    .header('content-length', end - start + 1)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=3600')
    .send(stream)
}

/**
 * Sends objects of the storage through the API, each with about a megabyte in memory.
 * @param what "slices"
 * @param max at the same time; more are refused
 */
export const createObjectSender = (what: string, max: number): ObjectSender => {
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
        return await answer(reply, range, await find(), release)
      } catch (error) {
        release()
        throw error
      }
    },
  }
}
