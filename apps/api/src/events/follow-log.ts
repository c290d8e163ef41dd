import type { ApiContext } from '../api-context.ts'
import { createBell } from '../bell.ts'
import { type LogPage, type LogQuery, readLog } from './read-log.ts'

/**
 * Reads a page of the log; when there is nothing to give, waits for it.
 * @param waitMs how long at most
 * @param ended aborted when the reader has gone or the API closes: then the page is given as it is
 */
export const followLog = async (
  { store: { eventLog } }: Pick<ApiContext, 'store'>,
  query: LogQuery,
  waitMs: number,
  ended: AbortSignal,
): Promise<LogPage> => {
  const bell = createBell()
  ended.addEventListener('abort', bell.ring, { once: true })
  const release = await eventLog.watch(bell.ring)
  try {
    const untilMs = performance.now() + waitMs
    let { afterId } = query
    for (;;) {
      const page = await readLog(eventLog, { ...query, afterId })
      const leftMs = untilMs - performance.now()
      if (page.events.length > 0 || !page.isAtEnd || ended.aborted || leftMs <= 0) return page
      afterId = page.nextId
      await bell.wait(leftMs)
    }
  } finally {
    ended.removeEventListener('abort', bell.ring)
    await release()
  }
}
