import type { Lease, LeaseStore } from '@tapedeck/store'
import type { Logger } from '@tapedeck/telemetry'

/** How one renewal went, for metrics. failed: Redis did not answer, and it is tried again. */
type LeaseRenewal = 'renewed' | 'lost' | 'failed'

/**
 * Renews a lease for as long as a recording is driven. Redis being away is not a lost lease: nobody else can have
 * taken it meanwhile without Redis, so the recording goes on and the next renewal tells.
 */
export class LeaseKeeper {
  readonly #leases: Pick<LeaseStore, 'renew'>
  readonly #lease: Lease
  readonly #ttlMs: number
  readonly #log: Pick<Logger, 'warn'>
  readonly #onRenewal: (outcome: LeaseRenewal) => void
  readonly #lost = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #renewing: Promise<void> = Promise.resolve()

  constructor(
    leases: Pick<LeaseStore, 'renew'>,
    lease: Lease,
    ttlMs: number,
    log: Pick<Logger, 'warn'>,
    onRenewal: (outcome: LeaseRenewal) => void = () => undefined,
  ) {
    this.#leases = leases
    this.#lease = lease
    this.#ttlMs = ttlMs
    this.#log = log
    this.#onRenewal = onRenewal
  }

  /** Aborted when another generation owns the recording. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  start(): void {
    this.#schedule()
  }

  /** Stops renewing; the lease itself stays until it is released or runs out. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#renewing
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew().then(() => {
        if (this.#timer !== null && !this.#lost.signal.aborted) this.#schedule()
      })
    }, this.#ttlMs / 3)
  }

  async #renew(): Promise<void> {
    try {
      const isRenewed = await this.#leases.renew(this.#lease, this.#ttlMs)
      this.#onRenewal(isRenewed ? 'renewed' : 'lost')
      if (!isRenewed) this.#lost.abort()
    } catch (error) {
      this.#onRenewal('failed')
      this.#log.warn({ err: error }, 'the lease could not be renewed; trying again')
    }
  }
}
