import { describe, expect, it, onTestFinished } from 'vitest'
import { createMetrics, startOpsServer } from '../src/index.ts'

const setUp = async (checks: { isReady: () => boolean | Promise<boolean> }) => {
  const metrics = createMetrics('test')
  const server = await startOpsServer({
    host: '127.0.0.1',
    port: 0,
    metrics,
    isHealthy: () => true,
    ...checks,
  })
  onTestFinished(async () => {
    await server.close()
    metrics.close()
  })
  return (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
}

describe('startOpsServer', () => {
  it('answers health, readiness and metrics', async () => {
    const get = await setUp({ isReady: () => true })
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz?verbose')).status).toBe(200)
    const metrics = await get('/metrics')
    expect(metrics.headers.get('content-type')).toContain('text/plain')
    expect(await metrics.text()).toContain('nodejs_version_info')
  })

  it('is not ready when the check says no or throws', async () => {
    const answers: (() => boolean | Promise<boolean>)[] = [
      () => false,
      () => Promise.reject(new Error('redis is away')),
      () => {
        throw new Error('redis is away')
      },
    ]
    const get = await setUp({ isReady: () => answers.pop()?.() ?? true })
    const statuses = [await get('/readyz'), await get('/readyz'), await get('/readyz')]
    expect(statuses.map((answer) => answer.status)).toEqual([503, 503, 503])
    expect((await get('/readyz')).status).toBe(200)
  })

  it('knows no other address and no other method', async () => {
    const get = await setUp({ isReady: () => true })
    expect((await get('/other')).status).toBe(404)
    expect((await get('/toString')).status).toBe(404)
    expect((await get('/healthz', { method: 'POST' })).status).toBe(404)
  })

  it('says so when the port is taken', async () => {
    const metrics = createMetrics('test')
    const options = { host: '127.0.0.1', metrics, isReady: () => true, isHealthy: () => true }
    const server = await startOpsServer({ ...options, port: 0 })
    onTestFinished(async () => {
      await server.close()
      metrics.close()
    })
    await expect(startOpsServer({ ...options, port: server.port })).rejects.toThrow('EADDRINUSE')
  })
})
