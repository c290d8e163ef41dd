import type { Logger } from '@tapedeck/telemetry'
import type { BudgetedSession, SpoolBudget } from './spool-budget.ts'

/** How often the room of the spool is looked at. */
const intervalMs = 1000

/**
 * Looks at the spool's budget again and again. Looking does not wait for telling: Redis may be away while the disk
 * fills up.
 */
export const startSpoolWatch = (options: {
  budget: SpoolBudget
  sessions: () => BudgetedSession[]
  log: Logger
}): { stop(): Promise<void> } => {
  const { budget, sessions, log } = options
  let checking: Promise<void> | null = null
  let telling: Promise<void> | null = null

  const look = (): void => {
    checking ??= budget
      .check(sessions())
      .catch((error: unknown) => log.error({ err: error }, 'the spool could not be looked at'))
      .finally(() => {
        checking = null
      })
    telling ??= budget
      .tell()
      .catch((error: unknown) => log.warn({ err: error }, 'a low spool could not be told of'))
      .finally(() => {
        telling = null
      })
  }
  const timer = setInterval(look, intervalMs)
  look()
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all([checking, telling])
    },
  }
}
