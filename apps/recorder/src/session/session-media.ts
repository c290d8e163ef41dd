import type { Recording } from '@tapedeck/domain'
import type { SplicePoint } from '@tapedeck/media'
import type { RecordingSpool } from '@tapedeck/spool'
import type { Lease } from '@tapedeck/store'
import { madeProfileOf } from '../rendition-pull.ts'
import { FragmentBacklog } from '../source/fragment-backlog.ts'
import { FragmentReceiver, type PullResult } from './fragment-receiver.ts'
import type { Beginning } from './generation-start.ts'
import type { SessionControl } from './session-control.ts'
import type { SessionDeps } from './session-deps.ts'
import { failureOfError, isLeaseLost } from './session-failure.ts'
import type { FoundSpool } from './take-over.ts'

/** Where the media of one generation lies on its way from ffmpeg to the outputs. */
export type SessionMedia = {
  spool: RecordingSpool
  backlog: FragmentBacklog
  receiver: FragmentReceiver
}

/** The way of a generation whose spool is open. */
export const createMedia = (
  deps: Pick<SessionDeps, 'pull' | 'metrics'>,
  spool: RecordingSpool,
  recording: Pick<Recording, 'rendition'>,
): SessionMedia => {
  const backlog = new FragmentBacklog((spooled) => spool.readFragment(spooled))
  const profile = madeProfileOf(recording)
  return { spool, backlog, receiver: new FragmentReceiver(deps, spool, backlog, profile) }
}

/** Opens the spool of a generation, behind what earlier ones left in it. */
export const openMedia = async (
  deps: Pick<SessionDeps, 'pull' | 'metrics' | 'spool'>,
  { leftovers }: Pick<FoundSpool, 'leftovers'>,
  { recordingId, generation }: Lease,
  recording: Pick<Recording, 'rendition'>,
): Promise<SessionMedia> => {
  const spool = await deps.spool.open(recordingId, generation)
  await leftovers.adoptInto(spool)
  return createMedia(deps, spool, recording)
}

/** A pull that began before its session did: of a recording that was handed over. */
export type AdoptedPull = SessionMedia & {
  control: SessionControl
  pull: Promise<PullResult>
  /** Where in it the recording goes on. */
  splice: SplicePoint
  beginning: Beginning
  /** The former recorder stored everything before it; false when it was lost on the way. */
  isSeamless: boolean
}

/**
 * A step before the pull is waited for. When it fails, a pull that goes on already is ended: it would write into a spool
 * that no session has. Its media stays there.
 */
export const orEndPull = async <T>(
  adopted: Pick<AdoptedPull, 'control' | 'pull' | 'spool'> | null,
  step: Promise<T>,
): Promise<T> => {
  try {
    return await step
  } catch (error) {
    if (isLeaseLost(error)) adopted?.control.loseLease()
    else adopted?.control.fail(failureOfError(error))
    // what it fails with is of no interest any more
    await adopted?.pull.catch(() => undefined)
    await adopted?.spool.close()
    throw error
  }
}
