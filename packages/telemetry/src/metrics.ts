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

/**
 * Values that the labels of a counter take, or those that matter. Every series of them is there with 0 from the start: Prometheus sees no
 * increase in the first value of a series, so that an alert would sleep through the first things that are counted.
 */
type KnownValues<L extends string> = { knownValues?: Record<L, readonly string[]> }

/** The figures of a process in Prometheus' text format, named by its conventions (docs/metrics.md). */
export type Metrics = {
  counter<L extends string>(options: CounterConfiguration<L> & KnownValues<L>): Counter<L>
  gauge<L extends string>(options: GaugeConfiguration<L>): Gauge<L>
  histogram<L extends string>(options: HistogramConfiguration<L>): Histogram<L>
  /** What /metrics answers. */
  render(): Promise<string>
  readonly contentType: string
  /** Stops what measures the process; the figures are gone after it. */
  close(): void
}

/** What the name of a metric ends with; a gauge may be a plain number of things. */
const endings = {
  counter: /_total$/,
  gauge: /(?<!_total|_count|_sum|_bucket)$/,
  histogram: /_(seconds|bytes)$/,
}

const checkName = (type: keyof typeof endings, name: string): void => {
  if (!/^tapedeck(_[a-z0-9]+)+$/.test(name) || !endings[type].test(name))
    throw new RangeError(`${name} is no name of a ${type}: see docs/metrics.md`)
}

/**
 * Every look at the delay of the event loop wakes the process: at prom-client's 10 ms that is nearly all that an idle app does
 * (0.9 % of a core each; 0.1 % at this one). Stalls that could hurt a recording are longer than this.
 */
const eventLoopLookMs = 100

/** Each choice of one value per label. */
const combinationsOf = <L extends string>(values: Record<L, readonly string[]>) =>
  Object.entries<readonly string[]>(values).reduce<Partial<Record<L, string>>[]>(
    (all, [label, some]) => all.flatMap((one) => some.map((value) => ({ ...one, [label]: value }))),
    [{}],
  )

/** Creates a registry with Node's own figures, every series labelled with the app. */
export const createMetrics = (app: string): Metrics => {
  const registry = new Registry()
  registry.setDefaultLabels({ app })
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopLookMs })
  const registers = [registry]
  return {
    contentType: registry.contentType,
    counter: ({ knownValues, ...options }) => {
      checkName('counter', options.name)
      const counter = new Counter({ ...options, registers })
      if (knownValues !== undefined)
        for (const labels of combinationsOf(knownValues)) counter.inc(labels, 0)
      return counter
    },
    gauge: (options) => {
      checkName('gauge', options.name)
      return new Gauge({ ...options, registers })
    },
    histogram: (options) => {
      checkName('histogram', options.name)
      return new Histogram({ ...options, registers })
    },
    render: () => registry.metrics(),
    close: () => registry.clear(),
  }
}
