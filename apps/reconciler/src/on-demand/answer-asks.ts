import type { StreamControl } from '@tapedeck/control'
import { type LiveStream, type OnDemandCallback, redactUrl } from '@tapedeck/domain'
import { type Processor, retryLater } from '@tapedeck/queue'
import type { Store } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'
import type { OnDemandAsker, OnDemandResult } from '@tapedeck/webhooks'
import type { OnDemandMetrics } from './on-demand-metrics.ts'

export type AskDeps = {
  store: Pick<Store, 'streams' | 'domains'>
  control: Pick<StreamControl, 'answer'>
  asker: Pick<OnDemandAsker, 'ask'>
  metrics: OnDemandMetrics
  log: Logger
  /** Aborted when the process ends; the job is then left to another. */
  signal: AbortSignal
}

/** Whom to ask; null when neither the rule nor the domain says. */
const callbackOf = async (
  { store }: AskDeps,
  { inForce, stream }: LiveStream,
): Promise<OnDemandCallback | null> => {
  const own = inForce?.rule.onDemand ?? null
  return own ?? (await store.domains.get(stream.domain))?.onDemand ?? null
}

const outcomeOf = ({ answer }: OnDemandResult): 'yes' | 'no' | 'failed' => {
  if (answer === null) return 'failed'
  return answer.needRecord ? 'yes' : 'no'
}

const noCallback: OnDemandResult = {
  answer: null,
  notes: ['neither the rule nor its domain names a callback any more'],
  tries: 0,
}

/**
 * The work of the queue `ask`: one job is one publication that waits for its callback. What is asked and told stands in the
 * stream's record, so a job that comes twice, or too late, does nothing.
 */
export const createAnswerAsks =
  (deps: AskDeps): Processor<'ask'> =>
  async ({ publicationId, ...stream }) => {
    const { store, control, asker, metrics, log, signal } = deps
    const live = await store.streams.get(stream)
    const publication = live?.publication ?? null
    const isWaited =
      live?.answer?.publicationId === publicationId && live.answer.state === 'pending'
    if (live === null || publication?.id !== publicationId || !isWaited) return
    const callback = await callbackOf(deps, live)
    const { codec, videoKbps } = publication
    const startedAtMs = performance.now()
    const asked =
      callback === null
        ? noCallback
        : await asker
            .ask(callback, { stream, codec, videoKbps }, signal)
            .catch((error: unknown) => {
              if (signal.aborted) return null
              throw error
            })
    // the process ends: another one asks anew
    if (asked === null) return retryLater(0)
    const result = asked
    await control.answer(stream, publicationId, result.answer)
    const outcome = outcomeOf(result)
    metrics.asked(outcome, (performance.now() - startedAtMs) / 1000)
    const facts = {
      ...stream,
      publicationId,
      callback: callback && redactUrl(callback.url),
      outcome,
      tries: result.tries,
      notes: result.notes,
    }
    if (outcome === 'failed') log.warn(facts, 'an on-demand callback gave no answer')
    else if (result.notes.length > 0)
      log.warn(facts, 'an on-demand callback answered with what cannot be used in part')
    else log.info(facts, 'an on-demand callback was asked')
  }
