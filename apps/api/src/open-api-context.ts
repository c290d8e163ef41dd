import { controlPortsOf, countMadeRecordings, createStreamControl } from '@tapedeck/control'
import { currentTraceparent } from '@tapedeck/telemetry'
import type { ApiContext, ApiParts } from './api-context.ts'
import { createHttpMetrics } from './http-metrics.ts'
import { createSignedLinks } from './recordings/signed-links.ts'
import { createStorageCheck } from './storage-check.ts'

/** A context, and what tells those who wait in it that the API closes. */
export type OpenApiContext = { context: ApiContext; close: () => void }

/**
 * What the routes of every API of one process share: the native one and the foreign ones. Made once per process, for its
 * metrics have their names once.
 */
export const openApiContext = (parts: ApiParts): OpenApiContext => {
  const closing = new AbortController()
  const { masterKey, key, presignSeconds } = parts.config
  const context: ApiContext = {
    ...parts,
    closing: closing.signal,
    checkStorage: createStorageCheck(parts),
    http: createHttpMetrics(parts.metrics),
    signedLinks: createSignedLinks({
      masterKey: masterKey ?? key,
      lifetimeSeconds: presignSeconds,
      clock: parts.clock,
    }),
    control: createStreamControl(
      controlPortsOf({
        ...parts,
        log: parts.logger,
        onMade: countMadeRecordings(parts.metrics),
        traceparent: currentTraceparent,
      }),
    ),
  }
  return { context, close: () => closing.abort() }
}
