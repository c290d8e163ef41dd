import type { RecordingFile } from '@tapedeck/domain'
import type { Spool } from '@tapedeck/spool'
import { type Generation, type Lease, storedFiles } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import { reliably } from '../reliably.ts'
import { SpoolLeftovers } from '../source/spool-leftovers.ts'
import type { SessionDeps } from './session-deps.ts'
import { storeContext } from './store-context.ts'

/** What lies in this host's spool, sorted by what is to be done with it. */
export type LeftoverPlan = {
  /** Generations that this one goes on from, oldest first. */
  goOnFrom: number[]
  /** Another recorder went on behind them: their media fills gaps, in files of their own. */
  superseded: number[]
  /** Written for a hand-over that did not happen. Everything in them is in the other recorder's media. */
  foreign: number[]
}

/**
 * Sorts what lies in the spool when a generation begins. It goes on from the newest leftovers, as far back as no other
 * recorder recorded in between.
 * @param local generations in this host's spool
 * @param standBys those of them that were written in case they become this recorder's
 * @param files what is stored so far
 */
export const planLeftovers = (
  local: number[],
  lease: Lease,
  generations: Pick<Generation, 'generation' | 'ownerId' | 'start'>[],
  files: Pick<RecordingFile, 'generation'>[],
  standBys: number[],
): LeftoverPlan => {
  const known = new Map(generations.map((one) => [one.generation, one]))
  const withFiles = new Set(files.map(({ generation }) => generation))
  const isForeign = (generation: number): boolean =>
    standBys.includes(generation) &&
    (generation >= lease.generation || known.get(generation)?.ownerId !== lease.ownerId)
  const foreign = local.filter(isForeign)
  const own = new Set(local.filter((generation) => !isForeign(generation)))
  const oldest = Math.min(...own)
  const goOnFrom: number[] = []
  let isOthers = false
  for (let generation = lease.generation - 1; generation >= oldest && !isOthers; generation--) {
    if (own.has(generation)) goOnFrom.unshift(generation)
    else isOthers = known.get(generation)?.start != null || withFiles.has(generation)
  }
  const superseded = [...own].filter((generation) => !goOnFrom.includes(generation))
  return { goOnFrom, superseded: superseded.toSorted((a, b) => a - b), foreign }
}

/** Generations that were written for a hand-over. */
export const standBysOf = async (
  spool: Pick<Spool, 'isStandBy'>,
  recordingId: string,
  generations: number[],
): Promise<number[]> => {
  const areStandBy = await Promise.all(
    generations.map((generation) => spool.isStandBy(recordingId, generation)),
  )
  return generations.filter((_, index) => areStandBy[index])
}

/** What a generation finds in its own spool when it begins. */
export type FoundSpool = {
  leftovers: SpoolLeftovers
  /** Generations in this host's spool that hold media. */
  localGenerations: number[]
  superseded: number[]
}

/**
 * Looks through this host's spool for what earlier generations left, and throws away what is nobody's. A store that does
 * not answer is waited for: the recording has its lease, and nothing of it is lost meanwhile.
 * @param options.isAdopted the recording was handed over: its own spool is written already, and nothing goes before it
 * @param options.signal ends the waiting
 */
export const findLeftovers = async (
  deps: Pick<SessionDeps, 'spool' | 'store' | 'storeRetry' | 'random' | 'metrics'>,
  lease: Lease,
  options: { isAdopted: boolean; signal: AbortSignal },
  log: Logger,
): Promise<FoundSpool> => {
  const { spool, store } = deps
  const { recordingId } = lease
  const context = storeContext(deps, options.signal, log)
  const local = (await spool.list())
    .filter((one) => one.recordingId === recordingId)
    .filter(({ generation }) => !options.isAdopted || generation !== lease.generation)
    .map(({ generation }) => generation)
  if (local.length === 0)
    return { leftovers: SpoolLeftovers.none(), localGenerations: [], superseded: [] }
  const plan = planLeftovers(
    local,
    lease,
    await reliably(context, () => store.generations.list(recordingId)),
    await reliably(context, () => storedFiles(store.recordings, recordingId)),
    await standBysOf(spool, recordingId, local),
  )
  for (const generation of plan.foreign) {
    log.info({ foreign: generation }, 'a hand-over that did not happen is taken out of the spool')
    await (await spool.read(recordingId, generation)).remove()
  }
  if (options.isAdopted) {
    const superseded = [...plan.superseded, ...plan.goOnFrom]
    return { leftovers: SpoolLeftovers.none(), localGenerations: [], superseded }
  }
  return {
    leftovers: await SpoolLeftovers.find(spool, recordingId, plan.goOnFrom),
    localGenerations: [...plan.superseded, ...plan.goOnFrom],
    superseded: plan.superseded,
  }
}
