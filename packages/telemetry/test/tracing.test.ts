import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'

const pathOf = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname

/** Runs an app that is ended as soon as it has started. */
const run = async (env: Record<string, string>) => {
  const child = spawn(
    process.execPath,
    ['--import', pathOf('tell-imports.ts'), pathOf('app.ts'), 'traces'],
    {
      env: { PATH: '/usr/bin:/bin', ...env },
    },
  )
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  const collect = (chunk: Buffer): void => {
    const wasStarted = output.includes('"started"')
    output += chunk.toString()
    if (!wasStarted && output.includes('"started"')) child.kill('SIGTERM')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const [code] = await once(child, 'close')
  return { code, output }
}

/** A collector that says what it was sent, and answers with a status. */
const startCollector = async (status: number) => {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(status).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  }
  return { bodies, env }
}

it('does not load the sdk while nobody asks for traces', async () => {
  const { code, output } = await run({ OTEL_SERVICE_NAME: 'studio' })
  expect(code).toBe(0)
  expect(output).toContain('"started"')
  expect(output).not.toContain('loads @opentelemetry/sdk')
  expect(output).not.toContain('traceId')
})

it('sends the last spans before it ends, with what failed in them, and names their trace in the log', async () => {
  const { bodies, env } = await startCollector(200)
  const { code, output } = await run({ ...env, OTEL_SERVICE_NAME: 'studio' })
  expect(code).toBe(0)
  expect(output).toContain('loads @opentelemetry/sdk-node')
  const told = JSON.parse(bodies.join('')).resourceSpans[0]
  expect(JSON.stringify(told.resource)).toContain('"studio"')
  const spans = told.scopeSpans[0].spans
  expect(spans).toMatchObject([
    { name: 'inner', status: { code: 2, message: 'it went wrong' } },
    { name: 'outer', status: { code: 2 } },
  ])
  expect(spans[0]).toMatchObject({ parentSpanId: spans[1].spanId, traceId: spans[1].traceId })
  expect(output).toContain(`"traceId":"${spans[0].traceId}"`)
})

it('ends well when the collector is away or refuses', async () => {
  const { env } = await startCollector(403)
  expect((await run(env)).code).toBe(0)
  // nobody listens there
  const away = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }
  expect((await run({ ...env, ...away, OTEL_EXPORTER_OTLP_TIMEOUT: '500' })).code).toBe(0)
})
