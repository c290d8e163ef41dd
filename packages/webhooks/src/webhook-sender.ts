import { isTapedeckError, type TapedeckEvent } from '@tapedeck/contracts'
import { Agent, type Dispatcher } from 'undici'
import type { AddressScope } from './address-guard.ts'
import {
  type DeliveryResult,
  detailOfFailure,
  detailOfStatus,
  outcomeOfStatus,
} from './delivery-result.ts'
import { createGuardedConnector, type ResolveFunction, systemResolve } from './guarded-connector.ts'
import { notifyUrlProblem } from './notify-url.ts'
import { parseRetryAfter } from './retry-after.ts'
import { createRequestSigner, type SignRequest } from './signed-request.ts'

export type WebhookSenderOptions = {
  /** `whsec_` and the key in base64, as Standard Webhooks writes it. */
  secret: string
  /** Also post to loopback and private networks; link-local and metadata addresses stay refused. */
  allowPrivate: boolean
  /** From the call to the answer's headers, name resolution included; 10 000 when absent. */
  timeoutMs?: number
  resolve?: ResolveFunction
  /** Wall clock in milliseconds; the signature carries its seconds. */
  clock?: () => number
}

const defaultTimeoutMs = 10_000
/** An answer's body is read only so that its connection can be used again: up to this many bytes, this long. */
const maxAnswerBytes = 64 * 1024
const maxAnswerBodyMs = 1000

/** Reads what is left of an answer within the bounds; one that goes on loses its connection. */
const discardBody = async (body: Dispatcher.ResponseData['body']): Promise<void> => {
  const timer = setTimeout(() => body.destroy(), maxAnswerBodyMs)
  try {
    await body.dump({ limit: maxAnswerBytes })
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Posts events as JSON, signed by Standard Webhooks, and turns what happens into a value. Redirects are not
 * followed. Connections are kept for the next event; how many are open is bounded by how many calls the
 * caller makes at a time.
 */
export class WebhookSender {
  readonly #scope: AddressScope
  readonly #timeoutMs: number
  readonly #clock: () => number
  readonly #sign: SignRequest
  readonly #agent: Agent

  constructor(options: WebhookSenderOptions) {
    this.#scope = options.allowPrivate ? 'private' : 'public'
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    this.#clock = options.clock ?? Date.now
    this.#sign = createRequestSigner(options.secret)
    const connect = createGuardedConnector({
      resolve: options.resolve ?? systemResolve,
      scope: this.#scope,
      timeoutMs: this.#timeoutMs,
    })
    this.#agent = new Agent({ allowH2: false, connect })
  }

  /** Posts one event once. What a receiver does is never thrown. The event's id is what receivers deduplicate by. */
  async send(url: string, event: TapedeckEvent): Promise<DeliveryResult> {
    const startedAtMs = performance.now()
    const problem = notifyUrlProblem(url, this.#scope)
    const result =
      problem === null
        ? await this.#post(new URL(url), event)
        : unanswered('refused', `the URL ${problem}`)
    return { ...result, latencyMs: Math.round(performance.now() - startedAtMs) }
  }

  /** Waits for running calls, which end within `timeoutMs`, then closes every connection. */
  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #post(target: URL, event: TapedeckEvent): Promise<Result> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), this.#timeoutMs)
    try {
      const request = this.#sign(target, event, this.#clock())
      const answer = await this.#agent.request({ ...request, signal: deadline.signal })
      clearTimeout(timer)
      await discardBody(answer.body)
      return {
        outcome: outcomeOfStatus(answer.statusCode),
        status: answer.statusCode,
        detail: detailOfStatus(answer.statusCode),
        retryAfterMs: parseRetryAfter(answer.headers['retry-after'], this.#clock()),
      }
    } catch (error) {
      if (deadline.signal.aborted)
        return unanswered('retry', `there was no answer within ${this.#timeoutMs} ms`)
      return this.#failure(error)
    } finally {
      clearTimeout(timer)
    }
  }

  #failure(error: unknown): Result {
    if (isTapedeckError(error) && error.code === 'WEBHOOK_ADDRESS_REFUSED')
      return unanswered('refused', error.detail)
    const detail = detailOfFailure(error)
    if (detail === null) throw error
    return unanswered('retry', detail)
  }
}

type Result = Omit<DeliveryResult, 'latencyMs'>

const unanswered = (outcome: Result['outcome'], detail: string): Result => ({
  outcome,
  status: null,
  detail,
  retryAfterMs: null,
})

/**
 * Creates the sender of a process.
 * @throws TapedeckError INPUT_INVALID when the secret is not one
 */
export const createWebhookSender = (options: WebhookSenderOptions): WebhookSender =>
  new WebhookSender(options)
