import type { Metrics } from '@tapedeck/telemetry'

/** The APIs of one process, each on a port of its own. */
const apiNames = ['native', 'aliyun', 'cdnetworks'] as const
export type ApiName = (typeof apiNames)[number]

/** One answer. */
export type Answered = {
  api: ApiName
  method: string
  /** A pattern or an operation, never an address: their number is bounded. */
  route: string
  status: number
  seconds: number
}

/** The figures of every HTTP server of the process. */
export type HttpMetrics = {
  answered(answer: Answered): void
  /** Counts a refusal or a failure, by the code that its answer carries. */
  refused(api: ApiName, code: string): void
}

/** Registers the figures. */
export const createHttpMetrics = (metrics: Metrics): HttpMetrics => {
  const seconds = metrics.histogram({
    name: 'tapedeck_http_request_duration_seconds',
    help: 'Time to answer a request, by API (native, aliyun, cdnetworks) and route; of the API of Alibaba Cloud the route is the action',
    labelNames: ['api', 'method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  const refusals = metrics.counter({
    name: 'tapedeck_http_errors_total',
    help: 'Requests that were refused or failed, by the code of the answer; SERVICE_BUSY: a limit was reached',
    labelNames: ['api', 'code'],
    // the one that alerts ask for
    knownValues: { api: apiNames, code: ['SERVICE_BUSY'] },
  })
  return {
    answered: ({ status, seconds: took, ...labels }) =>
      seconds.observe({ ...labels, status: String(status) }, took),
    refused: (api, code) => refusals.inc({ api, code }),
  }
}
