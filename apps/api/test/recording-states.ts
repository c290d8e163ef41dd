import type { RecordingFile, RecordingInput } from '@tapedeck/domain'
import type { Lease, Store } from '@tapedeck/store'

const leaseTtlMs = 60_000

const inputsTo: Record<'recording' | 'completed', RecordingInput[]> = {
  recording: ['taken', 'fragmentArrived'],
  completed: ['taken', 'fragmentArrived', 'stopRequested', 'filesStored'],
}

/** Takes the lease as a recorder would and brings a recording to a state. */
export const advance = async (
  store: Store,
  id: string,
  to: keyof typeof inputsTo,
): Promise<Lease> => {
  const lease =
    (await store.leases.owner(id)) ?? (await store.leases.acquire(id, 'recorder-1', leaseTtlMs))
  if (lease === null) throw new Error('no lease')
  for (const input of inputsTo[to])
    await store.recordings.transition({ recordingId: id, input, lease })
  const state = (await store.recordings.get(id))?.state
  if (state !== to) throw new Error(`the recording is ${state}`)
  return lease
}

/** Facts of a file as a recorder would store them. */
export const fileOf = (
  lease: Lease,
  key: string,
  part: Partial<RecordingFile> = {},
): RecordingFile => {
  const { format = 'mp4', sequence = 0 } = part
  return {
    id: `${lease.recordingId}.${format}.${sequence}`,
    recordingId: lease.recordingId,
    generation: lease.generation,
    format,
    sequence,
    storageType: 's3',
    bucket: 'recordings',
    key,
    bytes: 5,
    crc32: '3610a686',
    durationMs: 5000,
    startedAtMs: 1_767_225_600_000,
    endedAtMs: 1_767_225_605_000,
    width: 1280,
    height: 720,
    codecs: ['avc1.64001f', 'mp4a.40.2'],
    slices: [],
    initKey: null,
    ...part,
  }
}
