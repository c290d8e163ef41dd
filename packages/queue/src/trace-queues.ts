import type { Telemetry } from 'bullmq'
import type { QueueName } from './queues.ts'

let telemetry: Telemetry | undefined

/** What is shown of BullMQ's work: that a job was added, and that it was done. Polls and timers belong to nothing that was asked for. */
const shown = /^(?:add|addBulk|process) /

type Tracer = Telemetry['tracer']
type Span = ReturnType<Tracer['startSpan']>

const hidden: Span = {
  setSpanOnContext: (context) => context,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
}

const onlyJobs = ({ tracer, contextManager }: Telemetry): Telemetry => ({
  contextManager,
  tracer: {
    startSpan: (name, ...rest) => (shown.test(name) ? tracer.startSpan(name, ...rest) : hidden),
  },
})

/**
 * Has BullMQ trace the jobs of this process, by OpenTelemetry's global tracer: of queues and workers that are opened from now on. A
 * job carries the context in which it was added. What makes it possible is loaded only here.
 */
export const traceQueues = async (): Promise<void> => {
  const { BullMQOtel } = await import('bullmq-otel')
  telemetry = onlyJobs(new BullMQOtel({ tracerName: 'tapedeck' }))
}

/** For a queue or a worker to be opened with. The beats of schedules are not traced: they come twice a second for ever. */
export const telemetryOf = (name: QueueName): { telemetry?: Telemetry } =>
  telemetry === undefined || name === 'tick' ? {} : { telemetry }
