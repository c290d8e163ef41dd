import { setTimeout as delay } from 'node:timers/promises'

const timeoutMs = 30_000
const pollMs = 20

/** Asks until it is so; throws after 30 s. */
export const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
  for (const deadlineMs = Date.now() + timeoutMs; !(await isSo()); await delay(pollMs))
    if (Date.now() > deadlineMs) throw new Error(`${what} did not come`)
}
