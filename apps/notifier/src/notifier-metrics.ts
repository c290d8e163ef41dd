import { type DeadReason, deadReasons } from '@tapedeck/domain'
import type { SettleRequest } from '@tapedeck/store'
import type { Metrics } from '@tapedeck/telemetry'
import type { DeliveryOutcome, DeliveryResult, HostWait } from '@tapedeck/webhooks'

/** The figures of the notifier. */
export type NotifierMetrics = {
  /** Counts one try of a delivery. */
  tried(result: Pick<DeliveryResult, 'outcome' | 'latencyMs'>): void
  /** Counts a delivery whose host was left alone instead of being tried. */
  held(reason: HostWait['reason']): void
  /** Counts a delivery that was given up; of others it counts nothing. */
  ended(outcome: SettleRequest['outcome']): void
  /** Counts events that were made into deliveries, or that nobody asked for. */
  relayed(events: number): void
  /** Counts events that were lost before their deliveries could be made. */
  missed(events: number): void
  /** Counts an event of which no delivery can be made. */
  dropped(): void
  relayFailed(): void
  /** Counts lanes that were woken again because their wake-up was lost. */
  healed(lanes: number): void
}

/** What is asked on every scrape; while it fails the figure is shown as unknown (NaN). */
export type NotifierState = {
  /** Events that are behind the relay's cursor. */
  logDepth(): Promise<number>
  deliveries(): Promise<{ pending: number; dead: number; lanes: number }>
  hosts(): { inFlight: number; open: number }
  /** Lanes that one notifier works on at the same time. */
  slots: number
}

const outcomes: DeliveryOutcome[] = ['delivered', 'retry', 'gone', 'refused']
const waits: HostWait['reason'][] = ['busy', 'open']

// a scrape must not fail because Redis is away; /readyz says so
const orUnknown = (figure: Promise<number>): Promise<number> => figure.catch(() => Number.NaN)

const showState = (metrics: Metrics, state: NotifierState): void => {
  metrics.gauge({
    name: 'tapedeck_unrelayed_events',
    help: 'Events of which the deliveries are not made yet',
    async collect() {
      this.set(await orUnknown(state.logDepth()))
    },
  })
  metrics.gauge({
    name: 'tapedeck_deliveries',
    help: 'Deliveries that are to be made (pending) or were given up and can be replayed (dead)',
    labelNames: ['state'],
    async collect() {
      const counts = state.deliveries()
      this.set({ state: 'pending' }, await orUnknown(counts.then(({ pending }) => pending)))
      this.set({ state: 'dead' }, await orUnknown(counts.then(({ dead }) => dead)))
    },
  })
  metrics.gauge({
    name: 'tapedeck_delivery_lanes',
    help: 'Lanes with pending deliveries: one per receiver and recording',
    async collect() {
      this.set(await orUnknown(state.deliveries().then(({ lanes }) => lanes)))
    },
  })
  metrics.gauge({
    name: 'tapedeck_deliveries_in_flight',
    help: 'Tries that this notifier is making',
    collect() {
      this.set(state.hosts().inFlight)
    },
  })
  metrics
    .gauge({
      name: 'tapedeck_delivery_slots',
      help: 'Most lanes that this notifier works on at the same time',
    })
    .set(state.slots)
  metrics.gauge({
    name: 'tapedeck_open_circuits',
    help: 'Hosts that this notifier leaves alone because they gave no answer',
    collect() {
      this.set(state.hosts().open)
    },
  })
}

/** Registers what is counted. */
export const createNotifierMetrics = (metrics: Metrics, state: NotifierState): NotifierMetrics => {
  showState(metrics, state)
  const tries = metrics.counter({
    name: 'tapedeck_delivery_attempts_total',
    help: 'Tries to deliver a webhook, by outcome',
    labelNames: ['outcome'],
    knownValues: { outcome: outcomes },
  })
  const latency = metrics.histogram({
    name: 'tapedeck_delivery_attempt_duration_seconds',
    help: 'Time of one try to deliver a webhook',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10],
  })
  const held = metrics.counter({
    name: 'tapedeck_held_deliveries_total',
    help: 'Deliveries put off without a try: the host had enough in flight (busy) or gave no answer lately (open)',
    labelNames: ['reason'],
    knownValues: { reason: waits },
  })
  const givenUp = metrics.counter<'reason'>({
    name: 'tapedeck_given_up_deliveries_total',
    help: 'Deliveries that were given up, by reason',
    labelNames: ['reason'],
    knownValues: { reason: deadReasons },
  })
  const countGivenUp = (reason: DeadReason, count: number): void => givenUp.inc({ reason }, count)
  const relayed = metrics.counter({
    name: 'tapedeck_relayed_events_total',
    help: 'Events of which the deliveries were made, or that nobody asked for',
  })
  const missed = metrics.counter({
    name: 'tapedeck_missed_events_total',
    help: 'Events that were cut off the full log before their deliveries were made, and are not delivered',
  })
  const dropped = metrics.counter({
    name: 'tapedeck_dropped_events_total',
    help: 'Events that are not valid and can never be delivered',
  })
  const failures = metrics.counter({
    name: 'tapedeck_relay_failures_total',
    help: 'Failures to read the log of events, to make deliveries or to wake their lanes',
  })
  const healed = metrics.counter({
    name: 'tapedeck_healed_lanes_total',
    help: 'Lanes that were woken again because they should have been worked on',
  })
  return {
    tried: (result) => {
      tries.inc({ outcome: result.outcome })
      latency.observe(result.latencyMs / 1000)
    },
    held: (reason) => held.inc({ reason }),
    ended: (outcome) => {
      if (outcome.state === 'dead') countGivenUp(outcome.reason, 1)
    },
    relayed: (events) => relayed.inc(events),
    missed: (events) => missed.inc(events),
    dropped: () => dropped.inc(),
    relayFailed: () => failures.inc(),
    healed: (lanes) => healed.inc(lanes),
  }
}
