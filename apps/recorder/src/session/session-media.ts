import type { Recording } from '@tapedeck/domain'
import type { SplicePoint } from '@tapedeck/media'
import type { RecordingSpool } from '@tapedeck/spool'
import { madeProfileOf } from '../rendition-pull.ts'
import { FragmentBacklog } from '../source/fragment-backlog.ts'
import { FragmentReceiver, type PullResult } from './fragment-receiver.ts'
import type { Beginning } from './generation-start.ts'
import type { SessionControl } from './session-control.ts'
import type { SessionDeps } from './session-deps.ts'

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
