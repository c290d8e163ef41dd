import {
  type Recording,
  registeredNameOf,
  type StorageTarget,
  type StreamName,
} from '@tapedeck/domain'
import { type CancelingStore, cancelUntaken } from './cancel-untaken.ts'
import type { ControlPorts } from './ports.ts'

/** What every app that controls streams has: `Store`, `Producer` and the resolver of storages have the right shapes. */
export type ControlParts = {
  store: Pick<ControlPorts, 'streams' | 'rules' | 'domains' | 'templates'> & {
    recordings: Pick<ControlPorts['recordings'], 'get'> &
      CancelingStore['recordings'] & {
        create(
          recording: Recording,
          request: Parameters<ControlPorts['recordings']['create']>[1] & {
            placeOf: (target: StorageTarget) => string
          },
        ): ReturnType<ControlPorts['recordings']['create']>
        setDesired(
          ...command: [...Parameters<ControlPorts['recordings']['setDesired']>, by: 'stream']
        ): ReturnType<ControlPorts['recordings']['setDesired']>
      }
    leases: CancelingStore['leases']
    eventLog: { add: ControlPorts['tell'] }
  }
  producer: {
    record: { add(job: { recordingId: string }): Promise<unknown> }
    ask: { add(job: StreamName & { publicationId: string }): Promise<unknown> }
  }
  /** The store of a target, null for the default one. Throws STORAGE_NOT_CONFIGURED. */
  storage: (target: StorageTarget | null) => {
    type: 's3' | 'filesystem'
    bucket: string
    place: string
  }
  /**
   * Makes sure that a registered storage is known as it is now; absent where none can be. Throws STORAGE_NOT_CONFIGURED,
   * REDIS_UNAVAILABLE.
   */
  knowStorage?: (target: StorageTarget | null) => Promise<void>
  clock: () => number
  log: ControlPorts['log']
  onMade?: ControlPorts['onMade']
  traceparent?: NonNullable<ControlPorts['traceparent']>
}

/** The target with its bucket filled in, so that a later change of the default does not move a recording. */
export const fixedTarget = (
  storage: (target: StorageTarget | null) => { type: StorageTarget['type']; bucket: string },
  target: StorageTarget | null,
): StorageTarget => {
  const { type, bucket } = storage(target)
  const registered = target && registeredNameOf(target)
  if (type === 's3')
    return registered === null ? { type, bucket } : { type, bucket, storage: registered }
  return { type, directory: target?.type === 'filesystem' ? target.directory : null }
}

/** The ports of the control, made of an app's parts. */
export const controlPortsOf = (parts: ControlParts): ControlPorts => {
  const { store, producer, storage, knowStorage, clock, log, onMade, traceparent } = parts
  const { recordings } = store
  return {
    streams: store.streams,
    rules: store.rules,
    domains: store.domains,
    templates: store.templates,
    recordings: {
      get: recordings.get,
      create: (recording, request) =>
        recordings.create(recording, { ...request, placeOf: (target) => storage(target).place }),
      setDesired: (id, change) => recordings.setDesired(id, change, 'stream'),
      cancelUntaken: async (id) => {
        const recording = await recordings.get(id)
        if (recording !== null) await cancelUntaken(store, recording)
      },
    },
    // the record is what counts: a job that could not be added is added by the reconciler
    wake: async (recordingId) => {
      try {
        await producer.record.add({ recordingId })
      } catch (err) {
        log.warn({ err, recordingId }, 'no recorder could be woken')
      }
    },
    ask: async (stream, publicationId) => {
      await producer.ask.add({ ...stream, publicationId })
    },
    tell: store.eventLog.add,
    knowStorages: async (targets) => {
      for (const target of targets) await knowStorage?.(target)
    },
    storage: (target) => fixedTarget(storage, target),
    clock,
    log,
    ...(onMade === undefined ? {} : { onMade }),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
