import type { DomainView, LiveStreamView, RuleView } from '@tapedeck/contracts'
import { controlPortsOf, createStreamControl, type StreamControl } from '@tapedeck/control'
import type { Publication, StreamCommand, StreamName } from '@tapedeck/domain'
import { createLogger } from '@tapedeck/telemetry'
import { streamPath } from '@tapedeck/testkit'
import { mp4Template, startTestApi } from './api-fixture.ts'

export const domain = 'live.example.com'
export const pullUrlPattern = 'rtmp://origin.example.com/{app}/{stream}?key=hidden-pull-key'

/** A stream of the domain. */
export const named = (stream: string, app = 'live'): StreamName => ({ domain, app, stream })

let publications = 0

/** The API, with a domain, and publishers whose notifications reach the control without a media server. */
export const startStreamApi = async (options: Parameters<typeof startTestApi>[0] = {}) => {
  const api = await startTestApi(options)
  const must = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await api.call<T>({ method, path, body })
    if (answer.status >= 300) throw new Error(answer.text)
    return answer.body
  }
  const control: StreamControl = createStreamControl(
    controlPortsOf({
      store: api.store,
      producer: api.producer,
      storage: api.storage.resolve,
      clock: Date.now,
      log: createLogger({ app: 'api', level: 'silent' }),
    }),
  )
  await must('POST', '/v1/domains', { name: domain, pullUrlPattern })
  return {
    ...api,
    control,
    must,
    createDomain: (body: object) => must<DomainView>('POST', '/v1/domains', body),
    createRule: (body: object = {}) =>
      must<RuleView>('POST', '/v1/rules', {
        domain,
        mode: 'automatic',
        template: mp4Template,
        ...body,
      }),
    stream: (stream: StreamName) => must<LiveStreamView>('GET', streamPath(stream)),
    command: (stream: StreamName, command: StreamCommand) =>
      api.call<LiveStreamView & { code?: string }>({
        method: 'POST',
        path: `${streamPath(stream)}/commands`,
        body: { command },
      }),
    publish: (stream: StreamName, part: Partial<Publication> = {}) => {
      publications += 1
      return control.publish(stream, {
        id: `publication-${publications}`,
        sourceId: null,
        publishedAtMs: Date.now(),
        codec: null,
        videoKbps: null,
        args: {},
        ...part,
      })
    },
  }
}
export type StreamApi = Awaited<ReturnType<typeof startStreamApi>>
