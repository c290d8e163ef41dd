import type { Recording } from '@tapedeck/domain'
import type { RecordingSpool } from '@tapedeck/spool'
import type { Lease, RecordingPatch } from '@tapedeck/store'
import { type Logger, traced } from '@tapedeck/telemetry'
import { reliably } from '../reliably.ts'
import { storeManifest } from './manifest-store.ts'
import type { RecordWriter } from './record-writer.ts'
import type { FlowEnd, SessionDeps, SessionEnd } from './session-deps.ts'
import { asPatch, failureOfError } from './session-failure.ts'
import type { SessionWriting } from './session-writing.ts'
import { storeContext } from './store-context.ts'

/** How a session ended, and whether its spool holds media that is not in storage. */
export type Concluded = { end: SessionEnd; leavesMedia: boolean }

type Conclusion = {
  deps: SessionDeps
  lease: Lease
  record: RecordWriter
  writing: SessionWriting
  spool: RecordingSpool
  /** A keyframe of it was received, here or before: the spool may hold media. */
  hasReceived: boolean
  /** The recording was handed over, and nothing of the spool is needed any more. */
  isSpoolFree: boolean
  /** Aborted when the session is over. */
  signal: AbortSignal
  log: Logger
}

/**
 * Brings a recording whose flow has ended to where it belongs: its files stored, its state final, its lease free. The
 * spool is removed only when everything in it is stored.
 */
export const conclude = (flowEnd: FlowEnd, session: Conclusion): Promise<Concluded> =>
  traced('conclude', { attributes: { 'tapedeck.flow.end': flowEnd.kind } }, () =>
    concludeFlow(flowEnd, session),
  )

const concludeFlow = async (flowEnd: FlowEnd, session: Conclusion): Promise<Concluded> => {
  const { record, writing, deps, lease, signal, log } = session
  if (flowEnd.kind === 'handed_over') return concludeHandedOver(session)
  if (flowEnd.kind === 'lost') {
    await writing.abandon()
    return { end: 'lost', leavesMedia: true }
  }
  const end = await writeAll(flowEnd, session)
  const isWritten = end === flowEnd
  let isStored = true
  if (end.kind === 'no_stream') {
    await record.transition('waitOver', asPatch(end))
    isStored = await removeEmpty(session)
  } else if (end.kind === 'stop' && !writing.hasMedia) {
    await record.transition('stopRequested', { reason: 'stopped' })
    isStored = await removeEmpty(session)
  } else if (end.kind === 'shutdown') isStored = await storeFiles(session, {}, isWritten)
  else if (end.kind === 'failed') {
    const patch = asPatch(end)
    const endedAtMs = deps.clock()
    isStored = await storeFiles(session, { ...patch, state: 'failed', endedAtMs }, isWritten)
    await record.transition('faulted', patch)
  } else {
    const isStop = end.kind === 'stop'
    // a former generation may have come as far as this and said why
    const patch = record.recording.state === 'finalizing' ? {} : reasonOf(end)
    await record.transition(isStop ? 'stopRequested' : 'mergeWindowOver', patch)
    const outlook = { state: 'completed', endedAtMs: deps.clock() } as const
    isStored = await storeFiles(session, outlook, isWritten)
    if (isStored) await record.transition('filesStored')
  }
  await reliably(storeContext(deps, signal, log), () => deps.store.leases.release(lease))
  return {
    end: end.kind === 'shutdown' ? 'released' : 'finished',
    leavesMedia: !(isStored && isWritten),
  }
}

/** Why a recording with media ends, as the record tells it. */
const reasonOf = (end: Extract<FlowEnd, { kind: 'stop' | 'stream_ended' }>): RecordingPatch =>
  end.kind === 'stop' ? { reason: 'stopped' } : { reason: 'stream_ended', reasonDetail: end.detail }

/** Another recorder has it: what is stored is all that belongs to this generation. */
const concludeHandedOver = async (session: Conclusion): Promise<Concluded> => {
  const { writing, isSpoolFree, log } = session
  await writing.finish().catch((error: unknown) => {
    log.error({ err: error }, 'the writing failed behind the hand-over')
  })
  if (isSpoolFree) await removeSpool(session)
  return { end: 'handedOver', leavesMedia: !isSpoolFree }
}

/**
 * Gives the spool of a recording back that ended before its first media. What may lie in it came before any keyframe, and
 * belongs to no file.
 * @returns false when something stays: a keyframe was received all the same, or the disk fails
 */
const removeEmpty = async (session: Conclusion): Promise<boolean> => {
  if (session.hasReceived) return false
  try {
    await removeSpool(session)
    return true
  } catch (error) {
    // it is over already, and has nothing to lose
    session.log.warn({ err: error }, 'an empty spool could not be removed')
    return false
  }
}

const removeSpool = async ({
  spool,
  deps,
  lease,
}: Pick<Conclusion, 'spool' | 'deps' | 'lease'>): Promise<void> => {
  await spool.remove()
  await deps.spool.tidy(lease.recordingId)
}

type FailedEnd = Extract<FlowEnd, { kind: 'failed' }>

/** Everything that was received is written first; what the writing fails with is how the recording ends. */
const writeAll = async <E extends FlowEnd>(
  end: E,
  { writing, log }: Conclusion,
): Promise<E | FailedEnd> => {
  try {
    await writing.finish()
    return end
  } catch (error) {
    log.error({ err: error }, 'what was received could not be written; it stays in the spool')
    return end.kind === 'failed' ? { ...end } : { kind: 'failed', ...failureOfError(error) }
  }
}

/**
 * Stores what was recorded, then the manifest. When the storage has failed for longer than is waited for, the
 * recording fails and its spool stays, for it holds the only copy.
 * @param outlook what the record will say once the files are stored, for the manifest
 * @param isWritten true when all that was received is in the files
 */
const storeFiles = async (
  session: Conclusion,
  outlook: Partial<Recording>,
  isWritten: boolean,
): Promise<boolean> => {
  const { writing, spool, record, deps, log, signal } = session
  try {
    await writing.storeFiles()
  } catch (error) {
    log.error(
      { err: error, spool: spool.directory },
      'files could not be stored; their media stays in the spool',
    )
    await record.transition('faulted', asPatch(failureOfError(error)))
    return false
  }
  await record.settled()
  await storeManifest(deps, { ...record.recording, ...outlook }, log, signal)
  if (isWritten) await removeSpool(session)
  return true
}
