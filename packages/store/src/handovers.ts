import { TapedeckError } from '@tapedeck/contracts'
import type { StreamStart } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import type { Handover, HandoverStore } from './store.ts'
import { newNonce, type StoreContext } from './store-context.ts'

type Phase = Handover['phase']

/** Each phase and the only one that it may come from. */
const phaseBefore: Record<Exclude<Phase, 'offered'>, Phase> = {
  claimed: 'offered',
  live: 'claimed',
  cut: 'live',
  found: 'cut',
}

const toHandover = (recordingId: string, fields: Map<string, string>): Handover => ({
  recordingId,
  offerId: fields.get('offerId') ?? '',
  from: { ownerId: fields.get('ownerId') ?? '', generation: Number(fields.get('generation')) },
  successorId: fields.get('successorId') || null,
  phase: fields.get('phase') as Phase,
  cut: fields.get('cut') ? (JSON.parse(fields.get('cut') ?? '') as StreamStart) : null,
})

const pairs = (flat: string[]): Map<string, string> =>
  new Map(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : [])))

const handoverKeys = (recordingId: string): string[] => [
  keys.recording(recordingId),
  keys.handover(recordingId),
]

type Move = {
  /** '' for whichever offer there is. */
  offerId: string
  to: Exclude<Phase, 'offered'>
  successorId: string
  cut?: StreamStart | undefined
  ttlMs: number
}

const move = async (
  context: StoreContext,
  recordingId: string,
  { offerId, to, successorId, cut, ttlMs }: Move,
): Promise<Handover | null> => {
  const place = cut === undefined ? '' : JSON.stringify(cut)
  const change = [offerId, phaseBefore[to], to, successorId, place, ttlMs]
  const args = [...change, newNonce(context), keys.control, recordingId]
  const fields = await runScript(
    context.redis,
    'tapedeckMoveHandover',
    handoverKeys(recordingId),
    args,
  )
  return fields === null ? null : toHandover(recordingId, pairs(fields as string[]))
}

/** Hand-overs over one hash with an expiry per recording. Every change is told on the control channel. */
export const createHandovers = (context: StoreContext): HandoverStore => ({
  offer: async ({ recordingId, ownerId, generation }, ttlMs) => {
    const offerId = newNonce(context)
    const args = [generation, ownerId, offerId, ttlMs, keys.control, recordingId]
    const scriptKeys = handoverKeys(recordingId)
    const isOffered = await runScript(context.redis, 'tapedeckOfferHandover', scriptKeys, args)
    if (isOffered !== 1) throw new TapedeckError('LEASE_LOST')
    const from = { ownerId, generation }
    return { recordingId, offerId, from, successorId: null, phase: 'offered', cut: null }
  },
  claim: (recordingId, successorId, ttlMs) =>
    move(context, recordingId, { offerId: '', to: 'claimed', successorId, ttlMs }),
  advance: async ({ recordingId, offerId, successorId, phase }, { phase: to, cut }, ttlMs) => {
    if (successorId === null || phase !== phaseBefore[to]) return null
    return move(context, recordingId, { offerId, to, successorId, cut, ttlMs })
  },
  get: async (recordingId) => {
    const fields = new Map(Object.entries(await context.redis.hgetall(keys.handover(recordingId))))
    return fields.size === 0 ? null : toHandover(recordingId, fields)
  },
  withdraw: async (recordingId) => {
    const scriptKeys = [keys.handover(recordingId)]
    const args = [keys.control, recordingId]
    return (await runScript(context.redis, 'tapedeckWithdrawHandover', scriptKeys, args)) === 1
  },
})
