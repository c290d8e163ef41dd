/** The processes of Tapedeck. */
export const appNames = ['api', 'recorder', 'notifier', 'reconciler'] as const
export type AppName = (typeof appNames)[number]

/** The processes that serve /healthz, /readyz and /metrics on a port of their own. */
export const workerNames = ['recorder', 'notifier', 'reconciler'] as const
export type WorkerName = (typeof workerNames)[number]
