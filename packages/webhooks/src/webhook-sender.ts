import { isTapedeckError } from '@tapedeck/contracts'
import { type ResolveFunction, systemResolve } from '@tapedeck/lookups'
import { Agent } from 'undici'
import type { AddressScope } from './address-guard.ts'
import {
  type DeliveryResult,
  detailOfFailure,
  detailOfStatus,
  outcomeOfStatus,
} from './delivery-result.ts'
import { renderWebhook } from './dialects.ts'
import { createGuardedConnector } from './guarded-connector.ts'
import { notifyUrlProblem } from './notify-url.ts'
import { readAnswer } from './read-answer.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { WebhookMessage, WebhookTarget } from './webhook-message.ts'
import { buildWebhookRequest, type WebhookRequest } from './webhook-request.ts'

export type WebhookSenderOptions = {
  /** Also post to loopback and private networks; link-local and metadata addresses stay refused. */
  allowPrivate: boolean
  /** From the call to the answer's headers, name resolution included; 10 000 when absent. */
  timeoutMs?: number
  resolve?: ResolveFunction
  /** Wall clock in milliseconds; the signature carries its seconds. */
  clock?: () => number
}

const defaultTimeoutMs = 10_000
/** How long a connection waits for the next event, whatever the receiver offers. */
const keepAliveMs = 5000

type Result = Omit<DeliveryResult, 'latencyMs'>

const unanswered = (outcome: Result['outcome'], detail: string): Result => ({
  outcome,
  status: null,
  detail,
  excerpt: null,
  retryAfterMs: null,
})

/**
 * Posts events in the dialect of their receiver and turns what happens into a value. Redirects are not followed.
 * Connections are kept for the next event; as many are open as calls are made at a time, and those that were used in the
 * last five seconds.
 */
export class WebhookSender {
  readonly #scope: AddressScope
  readonly #timeoutMs: number
  readonly #clock: () => number
  readonly #agent: Agent

  constructor(options: WebhookSenderOptions) {
    this.#scope = options.allowPrivate ? 'private' : 'public'
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    this.#clock = options.clock ?? Date.now
    const connect = createGuardedConnector({
      resolve: options.resolve ?? systemResolve,
      scope: this.#scope,
      timeoutMs: this.#timeoutMs,
    })
    this.#agent = new Agent({
      allowH2: false,
      connect,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
    })
  }

  /**
   * Makes one try. What a receiver does is never thrown. A `standard` target without a usable secret is not posted to: 'retry',
   * since its owner can give it one.
   */
  async send(target: WebhookTarget, message: WebhookMessage): Promise<DeliveryResult> {
    const startedAtMs = performance.now()
    const result = await this.#try(target, message)
    return { ...result, latencyMs: Math.round(performance.now() - startedAtMs) }
  }

  /** Waits for running calls, which end within `timeoutMs`, then closes every connection. */
  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #try(target: WebhookTarget, message: WebhookMessage): Promise<Result> {
    const problem = notifyUrlProblem(target.url, this.#scope)
    if (problem !== null) return unanswered('refused', `the URL ${problem}`)
    const rendered = renderWebhook(message, target, this.#clock())
    if (rendered === 'untold') return unanswered('delivered', 'the dialect has no such event')
    if (rendered === 'unsigned')
      return unanswered('retry', 'not sent: there is no secret that the dialect can sign with')
    return this.#post(buildWebhookRequest(target, rendered))
  }

  async #post(request: WebhookRequest): Promise<Result> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), this.#timeoutMs)
    try {
      const answer = await this.#agent.request({ ...request, signal: deadline.signal })
      clearTimeout(timer)
      return {
        outcome: outcomeOfStatus(answer.statusCode),
        status: answer.statusCode,
        detail: detailOfStatus(answer.statusCode),
        excerpt: await readAnswer(answer.body),
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

/** Creates the sender of a process. */
export const createWebhookSender = (options: WebhookSenderOptions): WebhookSender =>
  new WebhookSender(options)
