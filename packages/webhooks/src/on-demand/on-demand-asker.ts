import { setTimeout as pause } from 'node:timers/promises'
import { isTapedeckError } from '@tapedeck/contracts'
import {
  backoffDelayMs,
  type OnDemandAnswer,
  type OnDemandCallback,
  onDemandLimits,
  type RetryPolicy,
} from '@tapedeck/domain'
import { type ResolveFunction, systemResolve } from '@tapedeck/lookups'
import { Agent, type Dispatcher } from 'undici'
import type { AddressScope } from '../address-guard.ts'
import { detailOfFailure } from '../delivery-result.ts'
import { createGuardedConnector } from '../guarded-connector.ts'
import { notifyUrlProblem } from '../notify-url.ts'
import { parseAnswer } from './on-demand-answer.ts'
import { buildOnDemandRequest, type OnDemandQuestion } from './on-demand-request.ts'

export type OnDemandAskerOptions = {
  /** Also ask on loopback and private networks; link-local and metadata addresses stay refused. */
  allowPrivate: boolean
  resolve?: ResolveFunction
  random?: () => number
}

/** What became of asking. */
export type OnDemandResult = {
  /** Null when no try gave an answer. */
  answer: OnDemandAnswer | null
  /** For people: why there is none, or what was passed over in it. Holds no URL and nothing of the answer. */
  notes: string[]
  tries: number
}

type Try = { answer: OnDemandAnswer | null; notes: string[]; isFinal: boolean }

/** Between two tries; the stream is live already. */
const pauses: RetryPolicy = { firstDelayMs: 200, maxDelayMs: 2000, factor: 2, attempts: 1 }
/** Longest encoding of a character. */
const maxBytesPerChar = 4

const failed = (note: string, isFinal = false): Try => ({ answer: null, notes: [note], isFinal })

/** The first characters of a body; the rest is not waited for. */
const readStart = async (body: Dispatcher.ResponseData['body']): Promise<string> => {
  const maxBytes = onDemandLimits.maxAnswerChars * maxBytesPerChar
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= maxBytes) break
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return [...text].slice(0, onDemandLimits.maxAnswerChars).join('')
}

const failureOf = (error: unknown): Try => {
  if (isTapedeckError(error) && error.code === 'WEBHOOK_ADDRESS_REFUSED')
    return failed(error.detail, true)
  const detail = detailOfFailure(error)
  if (detail === null) throw error
  return failed(detail)
}

/**
 * Asks on-demand callbacks whether a stream shall be recorded (ApsaraVideo Live, seed 004). What a receiver does is never
 * thrown. Redirects are not followed; addresses are checked as those of webhooks are.
 */
export class OnDemandAsker {
  readonly #scope: AddressScope
  readonly #random: () => number
  readonly #agent: Agent

  constructor({
    allowPrivate,
    resolve = systemResolve,
    random = Math.random,
  }: OnDemandAskerOptions) {
    this.#scope = allowPrivate ? 'private' : 'public'
    this.#random = random
    const connect = createGuardedConnector({
      resolve,
      scope: this.#scope,
      timeoutMs: onDemandLimits.timeoutMs.max,
    })
    this.#agent = new Agent({ allowH2: false, connect })
  }

  /**
   * Asks until there is an answer, at most `1 + callback.retries` times, each at most `callback.timeoutMs` in all.
   * @throws the signal's reason when it is aborted
   */
  async ask(
    callback: OnDemandCallback,
    question: OnDemandQuestion,
    signal: AbortSignal,
  ): Promise<OnDemandResult> {
    const problem = notifyUrlProblem(callback.url, this.#scope)
    if (problem !== null) return { answer: null, notes: [`the URL ${problem}`], tries: 0 }
    const request = buildOnDemandRequest(new URL(callback.url), question)
    for (let tries = 1; ; tries++) {
      const { answer, notes, isFinal } = await this.#try(request, callback.timeoutMs, signal)
      if (answer !== null || isFinal || tries > callback.retries) return { answer, notes, tries }
      await pause(backoffDelayMs(pauses, tries, this.#random()), undefined, { signal })
    }
  }

  /** Waits for running tries, then closes every connection. */
  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #try(
    request: ReturnType<typeof buildOnDemandRequest>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Try> {
    const deadline = AbortSignal.timeout(timeoutMs)
    const ended = AbortSignal.any([deadline, signal])
    try {
      const answer = await this.#agent.request({ ...request, signal: ended })
      // a body that is let go tells of it by an error, which would end the process if nobody heard it
      answer.body.on('error', () => undefined)
      if (answer.statusCode !== 200) {
        answer.body.destroy()
        return failed(`the callback answered ${answer.statusCode}`)
      }
      return { ...parseAnswer(await readStart(answer.body)), isFinal: false }
    } catch (error) {
      signal.throwIfAborted()
      if (deadline.aborted) return failed(`there was no answer within ${timeoutMs} ms`)
      return failureOf(error)
    }
  }
}

/** Creates the asker of a process. */
export const createOnDemandAsker = (options: OnDemandAskerOptions): OnDemandAsker =>
  new OnDemandAsker(options)
