import {
  type CallbackFacts,
  imsCallbackTells,
  liveCallbackTells,
  renderImsCallback,
  renderLiveCallback,
} from '@tapedeck/aliyun'
import {
  recordingCallbackMerges,
  recordingCallbackTells,
  renderRecordingCallback,
} from '@tapedeck/cdnetworks'
import type { RenderedWebhook, ToldKind } from '@tapedeck/contracts'
import type { WebhookDialect } from '@tapedeck/domain'
import { renderStandard } from './standard-signature.ts'
import type { Merging, WebhookMessage, WebhookTarget } from './webhook-message.ts'

type Rendering = RenderedWebhook | 'untold' | 'unsigned'

type Dialect = {
  tells(kind: ToldKind): boolean
  /** Absent: each event is a request of its own. */
  merges?(kind: ToldKind): boolean
  render(message: WebhookMessage, target: WebhookTarget, nowMs: number): Rendering
}

const factsOf = ({ url, secrets }: WebhookTarget, nowMs: number): CallbackFacts => ({
  url,
  key: secrets[0] ?? null,
  nowMs,
})

/** "merged where several are due within a second"; as many as a request of moderate size holds */
const merging: Merging = { holdMs: 1000, most: 20 }

const dialects: Record<WebhookDialect, Dialect> = {
  standard: {
    tells: () => true,
    render: (message, { secrets }, nowMs) => renderStandard(message, secrets, nowMs) ?? 'unsigned',
  },
  'aliyun-live': {
    tells: liveCallbackTells,
    render: (message, target, nowMs) =>
      renderLiveCallback(message, factsOf(target, nowMs)) ?? 'untold',
  },
  'aliyun-ims': {
    tells: imsCallbackTells,
    render: (message, target, nowMs) =>
      renderImsCallback(message, factsOf(target, nowMs)) ?? 'untold',
  },
  cdnetworks: {
    tells: recordingCallbackTells,
    merges: recordingCallbackMerges,
    render: ({ merged, ...first }) => renderRecordingCallback(first, merged) ?? 'untold',
  },
}

/** True when the dialect has an event for this kind; a delivery of another kind would send nothing. */
export const dialectTells = (dialect: WebhookDialect, kind: ToldKind): boolean =>
  dialects[dialect].tells(kind)

/** How a dialect merges events of a kind; null where each is a request of its own. */
export const mergingOf = (dialect: WebhookDialect, kind: ToldKind): Merging | null =>
  dialects[dialect].merges?.(kind) === true ? merging : null

const assertMerges = (dialect: WebhookDialect, { event, merged = [] }: WebhookMessage): void => {
  if (merged.length === 0) return
  const kinds = [event.type, ...merged.map((other) => other.event.type)]
  const alone = kinds.find((kind) => mergingOf(dialect, kind) === null)
  if (alone !== undefined) throw new RangeError(`${dialect} does not merge ${alone}`)
}

/**
 * Body and headers of one try. 'untold': the dialect has no such event. 'unsigned': it must be signed, and there is no
 * secret that can.
 * @param target its URL must be one
 * @throws RangeError when events are merged that the dialect does not merge, which would be lost
 */
export const renderWebhook = (
  message: WebhookMessage,
  target: WebhookTarget,
  nowMs: number,
): Rendering => {
  assertMerges(target.dialect, message)
  return dialects[target.dialect].render(message, target, nowMs)
}
