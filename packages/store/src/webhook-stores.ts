import type { TapedeckEvent, ToldEvent } from '@tapedeck/contracts'
import type {
  DeadReason,
  Delivery,
  DeliveryAttempt,
  DeliveryReceiver,
  DeliveryState,
  EventContext,
  KeptEndpoint,
  StoredEndpoint,
  WebhookEndpoint,
} from '@tapedeck/domain'
import type { Page } from './store.ts'

type PageRequest = { cursor: string | null; limit: number }

export type EndpointStore = {
  /**
   * @param secret null for a dialect that may go unsigned
   * @throws TapedeckError INPUT_INVALID when there are too many endpoints
   */
  create(endpoint: WebhookEndpoint, secret: string | null): Promise<StoredEndpoint>
  get(id: string): Promise<StoredEndpoint | null>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<StoredEndpoint>>
  /** Every endpoint; their number is bounded (`collectionBounds.endpoints`). */
  all(): Promise<StoredEndpoint[]>
  /** Secrets stay; enabling takes `disabled` away. */
  replace(id: string, endpoint: WebhookEndpoint): Promise<StoredEndpoint | null>
  /**
   * The same, with this secret alone from then on. One that is the newest already stays as it is.
   * @param secret null for a dialect that may go unsigned
   */
  replaceSigned(
    id: string,
    endpoint: WebhookEndpoint,
    secret: string | null,
  ): Promise<StoredEndpoint | null>
  /** The same by what is there already. @param change called again when somebody else wrote meanwhile */
  change(
    id: string,
    change: (known: StoredEndpoint) => KeptEndpoint,
  ): Promise<StoredEndpoint | null>
  /** The newest secret goes on signing until `formerExpiresAtMs`; one that was replaced before, or cannot be read, stops at once. */
  renewSecret(id: string, secret: string, formerExpiresAtMs: number): Promise<StoredEndpoint | null>
  /** Disables it in the service's name; false when it is not there or disabled already. */
  disable(id: string, detail: string): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** One entry of the log of all events; `entryId` is its place and the cursor. */
export type EventLogEntry = { entryId: string; event: TapedeckEvent; context: EventContext }

/** The ordered log of all events: what `GET /v1/events` reads and what deliveries are made from. Bounded by number and age. */
export type EventLogStore = {
  /** Adds an event that belongs to no recording (stream.skipped), once per event id within a day. */
  add(event: TapedeckEvent, context: EventContext): Promise<void>
  /** Entries after `afterId` (exclusive; null from the oldest that is kept), oldest first. */
  list(afterId: string | null, limit: number): Promise<EventLogEntry[]>
  /** Entries that were added within the span, oldest first; the cursor is the last `entryId`. */
  between(
    span: { fromMs: number; toMs: number },
    afterId: string | null,
    limit: number,
  ): Promise<EventLogEntry[]>
  /** Calls back whenever there are new entries; returns the release. */
  watch(onNews: () => void): Promise<() => Promise<void>>
  /** Takes away what is older than the log is kept and was relayed; returns how many. */
  trim(nowMs: number): Promise<number>
}

/** The hand of the notifiers on the log. */
export type RelayStore = {
  /**
   * True for one caller at a time: the others need not read. Held for `ttlMs`, prolonged by calling again.
   * Only spares work: `advance` is right without it.
   */
  lead(holder: string, ttlMs: number): Promise<boolean>
  /** The cursor and what comes after it; waits up to `blockMs` for news. */
  read(options: {
    count: number
    blockMs: number
  }): Promise<{ cursor: string; entries: EventLogEntry[] }>
  /**
   * Makes the deliveries of the entries, in order, and moves the cursor behind them, both in one atomic step (in several when
   * they are more than 1000 deliveries); what exists already stays as it is. A receiver for which too many wait
   * (`deliveryLimits`) gets dead ones (`backlog_full`). Returns the lanes that have something to do now and that nobody works on, and
   * how many events were missed: the log is bounded, and they were cut off while nobody relayed. Null when another notifier moved the
   * cursor.
   */
  advance(
    cursor: string,
    entries: { entry: EventLogEntry; receivers: DeliveryReceiver[] }[],
  ): Promise<{ lanes: string[]; missed: number } | null>
  /** How many entries wait behind the cursor, counted up to 10,000. */
  depth(): Promise<number>
}

/** A delivery in its lane, with what it tells. */
export type LaneDelivery = ToldEvent & { delivery: Delivery }

/** A lane's first delivery, taken by one holder. */
export type TakenDelivery = LaneDelivery & {
  /** How often in a row the lane's receiver failed. */
  failures: number
}

export type TakeResult =
  | { outcome: 'taken'; taken: TakenDelivery }
  /** Nothing is left in it. */
  | { outcome: 'empty' }
  /** Another holder has it, or its receiver is left alone, until then. */
  | { outcome: 'waiting'; untilMs: number }

/**
 * What became of a taken delivery, and of those that went out with it: `mergedIds` are directly behind it in the lane, in order,
 * and get the same. `retryAtMs` and the new `failures` only when it stays pending.
 */
export type SettleRequest = {
  lane: string
  holder: string
  deliveryId: string
  mergedIds?: string[]
  attempt: DeliveryAttempt | null
  outcome:
    | { state: 'delivered' }
    | { state: 'dead'; reason: DeadReason }
    | { state: 'pending'; retryAtMs: number }
}

export type DeliveryFilter = {
  recordingId: string | null
  endpointId: string | null
  state: DeliveryState | null
}

export type DeliveryStore = {
  /**
   * Takes the lane's first delivery for `lockMs`. Who takes again while it holds the lane gets the same one, and the whole
   * `lockMs` again. Times are the store's clock; the lock itself runs out by the clock of Redis.
   * @param holder names one run, not one process: two runs of a process must not share a lane
   */
  take(lane: string, holder: string, lockMs: number): Promise<TakeResult>
  /**
   * Deliveries of the same kind that are directly behind a taken one in its lane, in order. They stay there as long as the lane is
   * held; `settle` finds out when it is not.
   */
  following(taken: Delivery, limit: number): Promise<LaneDelivery[]>
  /**
   * Writes the attempt and the outcome in one step. delivered and dead take the deliveries out of their lane; pending leaves the
   * lane alone until `retryAtMs` and counts one failure. 'next': the holder has the lane still and takes again. 'empty' and 'waiting':
   * the lane is given back. 'stale': another holder has it meanwhile; nothing was written.
   */
  settle(request: SettleRequest): Promise<'next' | 'empty' | 'waiting' | 'stale'>
  /** Gives a lane back without a try (its host is left alone); not before `untilMs`. */
  release(lane: string, holder: string, untilMs: number): Promise<void>
  /**
   * Lanes that should have been worked on `graceMs` ago and are not, which heals a lost wake-up; each is told once per `graceMs`.
   */
  overdue(graceMs: number, limit: number): Promise<string[]>
  get(id: string): Promise<Delivery | null>
  /** Newest first. */
  list(filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>
  /**
   * Queues a delivery again, behind what its lane holds; the event's id stays. 'pending': it still is.
   * Returns the lane that has something to do.
   */
  replay(
    id: string,
  ): Promise<{ outcome: 'queued'; delivery: Delivery } | { outcome: 'pending' | 'missing' }>
  /** Makes the delivery of an event for a receiver, or queues the one that there was again unless it is pending. */
  send(entry: ToldEvent, receiver: DeliveryReceiver): Promise<Delivery>
  /** Forgets finished deliveries that were kept long enough or are too many; returns how many. */
  sweep(limit: number): Promise<number>
  counts(): Promise<{ pending: number; dead: number; lanes: number }>
}
