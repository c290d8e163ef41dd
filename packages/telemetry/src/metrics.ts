import {
  Counter,
  type CounterConfiguration,
  collectDefaultMetrics,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from 'prom-client'

export type { Counter, Gauge, Histogram } from 'prom-client'

/** The figures of a process in Prometheus' text format; names are `tapedeck_<noun>_<unit>`. */
export type Metrics = {
  counter<L extends string>(options: CounterConfiguration<L>): Counter<L>
  gauge<L extends string>(options: GaugeConfiguration<L>): Gauge<L>
  histogram<L extends string>(options: HistogramConfiguration<L>): Histogram<L>
  /** What /metrics answers. */
  render(): Promise<string>
  readonly contentType: string
  /** Stops what measures the process; the figures are gone after it. */
  close(): void
}

const checkName = (name: string): void => {
  if (!/^tapedeck_[a-z0-9_]+$/.test(name))
    throw new RangeError(`a metric must be named tapedeck_<noun>_<unit>, not ${name}`)
}

/** Creates a registry with Node's own figures, every series labelled with the app. */
export const createMetrics = (app: string): Metrics => {
  const registry = new Registry()
  registry.setDefaultLabels({ app })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    contentType: registry.contentType,
    counter: (options) => {
      checkName(options.name)
      return new Counter({ ...options, registers })
    },
    gauge: (options) => {
      checkName(options.name)
      return new Gauge({ ...options, registers })
    },
    histogram: (options) => {
      checkName(options.name)
      return new Histogram({ ...options, registers })
    },
    render: () => registry.metrics(),
    close: () => registry.clear(),
  }
}
