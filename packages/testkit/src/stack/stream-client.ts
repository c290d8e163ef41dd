import { setTimeout as delay } from 'node:timers/promises'
import type { DomainView, LiveStreamView, RuleView, TemplateView } from '@tapedeck/contracts'
import type { StreamCommand, StreamName } from '@tapedeck/domain'
import type { ApiAnswer } from './api-client.ts'

/** Domains, rules and live streams as a user's program would call them. */
export type StreamClient = {
  createTemplate(body: unknown): Promise<TemplateView>
  createDomain(body: unknown): Promise<DomainView>
  createRule(body: unknown): Promise<RuleView>
  replaceRule(id: string, body: unknown): Promise<RuleView>
  stream(stream: StreamName): Promise<LiveStreamView>
  /** POST …/commands, as it is answered. */
  command(stream: StreamName, command: StreamCommand): Promise<ApiAnswer<LiveStreamView>>
  /** A command that must be taken. */
  mustCommand(stream: StreamName, command: StreamCommand): Promise<LiveStreamView>
  /** Asks until the stream is as wanted; throws with what it is after `timeoutMs`. */
  waitForStream(
    stream: StreamName,
    wanted: (stream: LiveStreamView) => boolean,
    timeoutMs: number,
  ): Promise<LiveStreamView>
}

type Calls = {
  call<T>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>>
  must<T>(method: string, path: string, body?: unknown): Promise<T>
}

const pollMs = 50

/** Where a stream is found; its names may hold anything. */
export const streamPath = ({ domain, app, stream }: StreamName): string =>
  `/v1/streams/${[domain, app, stream].map(encodeURIComponent).join('/')}`

/** The part of the client that is about streams. */
export const createStreamClient = ({ call, must }: Calls): StreamClient => {
  const stream = (name: StreamName) => must<LiveStreamView>('GET', streamPath(name))
  const command = (name: StreamName, what: StreamCommand) =>
    call<LiveStreamView>('POST', `${streamPath(name)}/commands`, { command: what })
  return {
    createTemplate: (body) => must('POST', '/v1/templates', body),
    createDomain: (body) => must('POST', '/v1/domains', body),
    createRule: (body) => must('POST', '/v1/rules', body),
    replaceRule: (id, body) => must('PUT', `/v1/rules/${id}`, body),
    stream,
    command,
    mustCommand: async (name, what) => {
      const answer = await command(name, what)
      if (answer.status === 200) return answer.body
      throw new Error(`${what} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    },
    waitForStream: async (name, wanted, timeoutMs) => {
      const deadlineMs = Date.now() + timeoutMs
      for (;;) {
        // nothing is known of it before its first publish
        const { status, body } = await call<LiveStreamView>('GET', streamPath(name))
        if (status === 200 && wanted(body)) return body
        if (Date.now() > deadlineMs)
          throw new Error(
            `${streamPath(name)} is not as wanted after ${timeoutMs} ms: ${JSON.stringify(body)}`,
          )
        await delay(pollMs)
      }
    },
  }
}
