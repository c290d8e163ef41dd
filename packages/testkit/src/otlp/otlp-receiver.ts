import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

type Value = { stringValue?: string; intValue?: number | string; boolValue?: boolean }
type Attribute = { key: string; value: Value }

/** A span as OTLP tells it in JSON. */
type ToldSpan = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  attributes: Attribute[]
  links?: { traceId: string; spanId: string }[]
  status: { code?: number; message?: string }
}

type Told = {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: ToldSpan[] }[]
  }[]
}

export type ReceivedSpan = Omit<ToldSpan, 'attributes'> & {
  service: string
  attributes: Record<string, string>
}

export type OtlpReceiver = {
  /** What makes an app send its traces here, soon after each span. */
  env: Record<string, string>
  spans: ReceivedSpan[]
  /** Everything as it came, to look for what must not be in it. */
  text(): string
  /** Resolves when the spans satisfy a condition; rejects with their names after the time. */
  waitFor(isMet: (spans: ReceivedSpan[]) => boolean, timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

const textOf = ({ stringValue, intValue, boolValue }: Value): string =>
  String(stringValue ?? intValue ?? boolValue ?? '')

const factsOf = (attributes: Attribute[]): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, textOf(value)]))

const spansOf = ({ resourceSpans }: Told): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        service: factsOf(resource.attributes)['service.name'] ?? '',
        attributes: factsOf(span.attributes),
      })),
    ),
  )

/** A real HTTP server on 127.0.0.1 that takes traces as a collector does (OTLP/HTTP, JSON). */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const spans: ReceivedSpan[] = []
  const texts: string[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const told = (await json(request)) as Told
    texts.push(JSON.stringify(told))
    spans.push(...spansOf(told))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
    spans,
    text: () => texts.join('\n'),
    waitFor: async (isMet, timeoutMs) => {
      const deadlineMs = Date.now() + timeoutMs
      while (!isMet(spans)) {
        if (Date.now() > deadlineMs)
          throw new Error(`there are only ${spans.map(({ name }) => name).join(', ')}`)
        await delay(50)
      }
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
