import { describe, expect, it, onTestFinished } from 'vitest'
import { createMetrics } from './metrics.ts'

describe('createMetrics', () => {
  it('renders counters with the app as a label, beside the figures of Node', async () => {
    const metrics = createMetrics('test')
    onTestFinished(() => metrics.close())
    const counter = metrics.counter({
      name: 'tapedeck_deliveries_total',
      help: 'Deliveries.',
      labelNames: ['outcome'],
    })
    counter.inc({ outcome: 'delivered' }, 2)
    const text = await metrics.render()
    expect(text).toContain('tapedeck_deliveries_total{outcome="delivered",app="test"} 2')
    expect(text).toContain('process_cpu_seconds_total')
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

  it('refuses a name without the prefix', () => {
    const metrics = createMetrics('test')
    onTestFinished(() => metrics.close())
    expect(() => metrics.gauge({ name: 'recordings', help: 'x' })).toThrow(RangeError)
  })
})
