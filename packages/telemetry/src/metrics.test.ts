import { describe, expect, it, onTestFinished } from 'vitest'
import { createMetrics } from './metrics.ts'

describe('createMetrics', () => {
  it('renders counters with the app as a label, beside the figures of Node', async () => {
    const metrics = createMetrics('test')
    onTestFinished(() => metrics.close())
    const counter = metrics.counter({
      name: 'tapedeck_delivery_attempts_total',
      help: 'Deliveries.',
      labelNames: ['outcome'],
    })
    counter.inc({ outcome: 'delivered' }, 2)
    const text = await metrics.render()
    expect(text).toContain('tapedeck_delivery_attempts_total{outcome="delivered",app="test"} 2')
    expect(text).toContain('process_cpu_seconds_total')
  })

  it('shows every series of known values before anything is counted', async () => {
    const metrics = createMetrics('test')
    onTestFinished(() => metrics.close())
    const counter = metrics.counter({
      name: 'tapedeck_asks_total',
      help: 'Asks.',
      labelNames: ['kind', 'outcome'],
      knownValues: { kind: ['one', 'two'], outcome: ['ok', 'failed'] },
    })
    counter.inc({ kind: 'two', outcome: 'failed' }, 3)
    const text = await metrics.render()
    const shown = [...text.matchAll(/^tapedeck_asks_total\{kind="(\w+)",outcome="(\w+)".* (\d)$/gm)]
    expect(shown.map(([, ...facts]) => facts.join(' '))).toEqual([
      'one ok 0',
      'one failed 0',
      'two ok 0',
      'two failed 3',
    ])
  })

  it('looks at the delay of the event loop ten times a second, for each look wakes the process', async () => {
    const metrics = createMetrics('test')
    onTestFinished(() => metrics.close())
    const shortestSeconds = async (): Promise<number> =>
      Number(/^nodejs_eventloop_lag_min_seconds\{.*\} (.+)$/m.exec(await metrics.render())?.[1])
    // each question begins a new span, and a busy machine delays looks
    await expect.poll(shortestSeconds, { interval: 250, timeout: 30_000 }).toBeCloseTo(0.1, 2)
  })

  it('keeps two registries apart', async () => {
    const [one, other] = [createMetrics('one'), createMetrics('other')]
    onTestFinished(() => {
      one.close()
      other.close()
    })
    one.gauge({ name: 'tapedeck_recordings_active', help: 'Active.' }).set(1)
    expect(await other.render()).not.toContain('tapedeck_recordings_active')
  })

  it('refuses names against the conventions', () => {
    const metrics = createMetrics('test')
    onTestFinished(() => metrics.close())
    const help = 'x'
    for (const name of ['recordings', 'tapedeck_Recordings', 'tapedeck_recordings_total'])
      expect(() => metrics.gauge({ name, help })).toThrow(RangeError)
    expect(() => metrics.counter({ name: 'tapedeck_files', help })).toThrow(RangeError)
    expect(() => metrics.histogram({ name: 'tapedeck_duration_ms', help })).toThrow(RangeError)
  })
})
