import { isTapedeckError } from '@tapedeck/contracts'
import type { StoredSource } from '@tapedeck/domain'
import type { IngestEvent, NotificationFormat } from '@tapedeck/ingest'
import type { FastifyBaseLogger } from 'fastify'
import type { CountNotification, IngestResult } from './ingest-metrics.ts'
import { type TakeEventDeps, takeEvent } from './take-event.ts'

/** A server that would drop its publisher waits no longer than this for its answer, in milliseconds. */
const patienceMs = 3000

/** What is known of an error that may be logged: a command to Redis would show the arguments of a publisher. */
export const loggedError = (error: unknown) =>
  isTapedeckError(error)
    ? { code: error.code, detail: error.detail }
    : { code: 'SERVICE_BUG', detail: error instanceof Error ? error.name : typeof error }

/** Takes notifications, some of them after they were answered. */
export type NotificationTaker = {
  /**
   * Resolves when the notification may be answered as taken.
   * @throws TapedeckError only for servers that do not drop their publisher then
   */
  take(
    format: NotificationFormat,
    source: StoredSource,
    event: IngestEvent,
    log: FastifyBaseLogger,
  ): Promise<void>
  /** Resolves when everything that was answered is taken or has failed. */
  settle(): Promise<void>
}

const within = async (limitMs: number, work: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  const done = work.then(() => true)
  try {
    return await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A publisher must not be refused because the recorder is ill. What cannot be taken from a server that would do so is
 * answered as if it had been, logged and counted, and left to the poll of the source; other servers get the error, and try
 * again.
 */
export const createNotificationTaker = (
  deps: TakeEventDeps,
  count: CountNotification,
): NotificationTaker => {
  const running = new Set<Promise<void>>()
  const counted = (format: NotificationFormat, result: IngestResult, log: FastifyBaseLogger) => {
    count(format.kind, result)
    if (result === 'no_domain')
      log.warn({ kind: format.kind }, 'a stream of no domain: give its ingest source one')
  }
  return {
    async take(format, source, event, log) {
      const { kind, dropsPublishers } = format
      const facts = { kind, sourceId: source.id }
      const work = takeEvent(deps, source, event).then(
        (result) => counted(format, result, log),
        (error: unknown) => {
          count(kind, 'failed')
          if (!dropsPublishers) throw error
          log.error(
            { ...facts, error: loggedError(error) },
            'a notification could not be taken; the poll of its source has to tell',
          )
        },
      )
      running.add(work)
      const forget = () => running.delete(work)
      work.then(forget, forget)
      if (!dropsPublishers) return work
      if (await within(patienceMs, work)) return
      count(kind, 'late')
      log.warn(facts, 'a notification was answered before it was taken')
    },
    async settle() {
      await Promise.allSettled(running)
    },
  }
}
