import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  makeSource,
  type OtlpReceiver,
  publishStream,
  type ReceivedSpan,
  startOtlpReceiver,
} from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, templateOf, type World } from './support.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const callerId = '00f067aa0ba902b7'
const secret = 'query-secret-4713'

let world: World
let collector: OtlpReceiver
let id: string
let metricsOf: Map<string, string>

const ofTrace = (spans: ReceivedSpan[]): ReceivedSpan[] =>
  spans.filter((span) => span.traceId === traceId)

const named = (name: string): ReceivedSpan[] =>
  ofTrace(collector.spans).filter((span) => span.name === name)

const isToldWhole = (spans: ReceivedSpan[]): boolean => {
  const ofOurs = ofTrace(spans)
  const types = ofOurs.map(({ attributes }) => attributes['tapedeck.event.type'])
  return (
    types.includes('recording.completed') && ofOurs.some(({ name }) => name === 'recording session')
  )
}

beforeAll(async () => {
  collector = await startOtlpReceiver()
  world = await startWorld({ env: collector.env })
  const { api, apps } = world.stack
  const source = await makeSource({ dir: world.directory, seconds: 4 })
  const url = world.rtmp.url('live', 'traced')
  const { body } = await api.call<{ id: string }>(
    'POST',
    '/v1/recordings',
    {
      source: { type: 'rtmp', url: `${url}?auth=${secret}` },
      template: templateOf({ mp4: 60 }),
      notifyUrl: world.receiver.url,
    },
    { traceparent: `00-${traceId}-${callerId}-01` },
  )
  id = body.id
  await api.waitFor(id, ({ state }) => state === 'waiting', 20_000)
  await publishStream({ url, file: source }).done
  await api.waitFor(id, ({ endedAt }) => endedAt !== null, 40_000)
  await collector.waitFor(isToldWhole, 30_000)
  const texts = apps.map(async ({ name, opsUrl }): Promise<[string, string]> => {
    const answer = await fetch(`${opsUrl}/metrics`)
    return [name, await answer.text()]
  })
  metricsOf = new Map(await Promise.all(texts))
})
afterAll(async () => {
  await world.stop()
  await collector.stop()
})

test('one trace leads from the request to the webhook, over every app that had a part in it', () => {
  const spans = ofTrace(collector.spans)
  const [request] = named('POST /v1/recordings')
  const [session] = named('recording session')
  expect(request).toMatchObject({ service: 'tapedeck-api', parentSpanId: callerId })
  expect(request?.attributes['http.response.status_code']).toBe('202')
  expect(named('add record.record')[0]).toMatchObject({ parentSpanId: request?.spanId })
  expect(named('process record')[0]).toMatchObject({
    service: 'tapedeck-recorder',
    parentSpanId: named('add record.record')[0]?.spanId,
  })
  expect(session).toMatchObject({ service: 'tapedeck-recorder', parentSpanId: request?.spanId })
  expect(session?.links).toMatchObject([{ spanId: named('process record')[0]?.spanId }])
  for (const part of ['pull', 'conclude'])
    expect(named(part)[0]).toMatchObject({ parentSpanId: session?.spanId })
  const [cycle] = named('cycle')
  expect(cycle).toMatchObject({
    parentSpanId: session?.spanId,
    attributes: { 'tapedeck.recording.id': id, 'tapedeck.generation': '1' },
  })
  const [upload] = named('upload')
  expect(upload).toMatchObject({ parentSpanId: cycle?.spanId })
  for (const request of ['put object', 'look at object'])
    expect(named(request)[0]).toMatchObject({
      parentSpanId: upload?.spanId,
      attributes: { 'tapedeck.attempt': '1' },
    })
  const told = named('webhook')
  expect(told.map(({ attributes }) => attributes['tapedeck.event.type'])).toContain('file.created')
  for (const webhook of told)
    expect(webhook).toMatchObject({ service: 'tapedeck-notifier', parentSpanId: request?.spanId })
  const ids = new Set([callerId, ...spans.map(({ spanId }) => spanId)])
  expect(spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([])
})

test('receivers are told the trace', () => {
  const ids = new Set(named('webhook').map(({ spanId }) => spanId))
  for (const { headers } of world.receiver.received)
    expect(ids).toContain(headers.traceparent?.split('-')[2])
})

test('traces hold no secret, and nothing of what goes on without being asked for', () => {
  expect(collector.text()).not.toContain(secret)
  expect(collector.text()).not.toContain(world.stack.apiKey)
  const names = new Set(collector.spans.map(({ name }) => name))
  expect(
    [...names].filter((name) => /healthz|readyz|metrics|tick|getNextJob|stalled/.test(name)),
  ).toEqual([])
})

type Line = {
  msg: string
  app: string
  recordingId?: string
  generation?: number
  traceId?: string
}

const linesOf = (app: string): Line[] =>
  world.stack.apps
    .filter(({ name }) => name === app)
    .flatMap((process) => process.output().split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))

test('the log names recording, generation and trace', () => {
  const recorder = linesOf('recorder')
  const states = recorder.filter(({ msg }) =>
    ['state', 'pull ended', 'file stored', 'session ended'].includes(msg),
  )
  expect(states.length).toBeGreaterThanOrEqual(5)
  for (const line of states) expect(line).toMatchObject({ recordingId: id, generation: 1, traceId })
  const delivered = linesOf('notifier').filter(({ msg }) => msg === 'webhook delivered')
  expect(delivered.length).toBeGreaterThan(0)
  for (const line of delivered)
    expect(line).toMatchObject({ recordingId: id, generation: expect.any(Number) })
})

test('every app exports the metrics that docs/metrics.md says, and no others', async () => {
  const document = await readFile(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8')
  const rows = [...document.matchAll(/^\| `(tapedeck_\w+)` \| (\w+) \| [^|]+ \| ([^|]+) \|/gm)]
  for (const app of ['api', 'recorder', 'notifier', 'reconciler']) {
    const documented = rows
      .filter(([, , , apps = '']) => apps.split(',').some((name) => name.trim() === app))
      .map(([, name, type]) => `${name} ${type}`)
    const text = metricsOf.get(app) ?? ''
    const exported = [...text.matchAll(/^# TYPE (tapedeck_\w+ \w+)$/gm)].map(([, type]) => type)
    expect(exported.sort()).toEqual(documented.sort())
  }
})
