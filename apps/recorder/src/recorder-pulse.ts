import type { RecorderConfig } from '@tapedeck/config'
import { recorderStates } from '@tapedeck/domain'
import type { SpoolPresence } from '@tapedeck/store'
import type { Drain } from './drain.ts'
import type { SessionDeps } from './session/session-deps.ts'
import type { SessionRegistry } from './session-registry.ts'
import { slowestEncoderMs } from './source/encoder-watch.ts'
import type { SpoolBudget } from './spool-budget/spool-budget.ts'

/** How often a recorder shows itself and reads what a lost message could have told. */
const intervalMs = 2000

/** A pulse older than this means that Redis is away. */
const staleMs = intervalMs * 5

/** What the recorder tells of its spool; null before it was looked at. */
const spoolPresence = ({ facts, level }: SpoolBudget): SpoolPresence | null =>
  facts === null
    ? null
    : {
        level,
        usedBytes: facts.usedBytes,
        maxBytes: facts.maxBytes,
        freeBytes: facts.freeBytes,
      }

/** The recorder's sign of life: its presence for operators, its gauges, and the wishes of its recordings read again. */
export const startPulse = (options: {
  config: RecorderConfig
  host: string
  deps: SessionDeps
  registry: SessionRegistry
  budget: SpoolBudget
  drain: Drain
}): { readonly isFresh: boolean; stop(): Promise<void> } => {
  const { config, deps, registry, host, budget, drain } = options
  let beatAtMs = Number.NEGATIVE_INFINITY
  let beating: Promise<void> | null = null

  const beat = async (): Promise<void> => {
    const { pulling, paused } = registry
    deps.metrics.sessions.set({ phase: 'pulling' }, pulling)
    deps.metrics.sessions.set({ phase: 'paused' }, paused)
    deps.metrics.sessions.set({ phase: 'waiting' }, registry.size - pulling - paused)
    deps.metrics.load.set(registry.load)
    deps.metrics.capacity.set(config.capacity)
    deps.metrics.encoderLag.set(slowestEncoderMs() / 1000)
    const state = await drain.state()
    for (const one of recorderStates) deps.metrics.state.set({ state: one }, one === state ? 1 : 0)
    const wish = await deps.store.recorders.put(
      {
        recorderId: config.id,
        host,
        capacity: config.capacity,
        running: registry.load,
        encodes: deps.pull.encoder.missing.length === 0,
        updatedAtMs: deps.clock(),
        spool: spoolPresence(budget),
        state,
      },
      staleMs,
    )
    await drain.follow(wish.isToDrain)
    await registry.refreshAll(deps.store)
    beatAtMs = deps.monotonic()
  }

  const start = (): void => {
    if (beating !== null) return
    beating = beat()
      .catch((error: unknown) => deps.log.warn({ err: error }, 'the pulse failed'))
      .finally(() => {
        beating = null
      })
  }
  const timer = setInterval(start, intervalMs)
  start()
  return {
    get isFresh() {
      return deps.monotonic() - beatAtMs < staleMs
    },
    async stop() {
      clearInterval(timer)
      await beating
    },
  }
}
