/**
 * The life of a recording.
 *
 * accepted     stored and queued; nobody drives it yet. Left when a recorder takes the lease, or by stop.
 * waiting      a recorder holds the lease and looks for the stream. Left by the first fragment, by stop, or when waitSeconds are over.
 *              Asked to pause it stays waiting: it does not look, and waitSeconds begin anew when it is resumed.
 * recording    fragments arrive. Left when the source stops delivering, by pause, or by stop.
 * interrupted  the source stopped delivering; files stay open for the merge window. Left by the next fragment, by stop, or when the window is over.
 * paused       asked to skip the stream for a while; files stay open. Left by resume, by stop, or when the pause has a delay and it is over.
 * finalizing   no more fragments; the last files are being closed and stored. Left when all are verified in storage.
 * completed    every file is stored. Final.
 * failed       ended without what was asked for; `reason` says why. Final.
 * canceled     stopped before a fragment was known of. Final.
 */
export const recordingStates = [
  'accepted',
  'waiting',
  'recording',
  'interrupted',
  'paused',
  'finalizing',
  'completed',
  'failed',
  'canceled',
] as const
export type RecordingState = (typeof recordingStates)[number]

/** What can happen to a recording; the inputs of the transition table. */
export const recordingInputs = [
  'taken',
  'fragmentArrived',
  'sourceLost',
  'pauseRequested',
  'resumeRequested',
  'stopRequested',
  'mergeWindowOver',
  'waitOver',
  'filesStored',
  'faulted',
] as const
export type RecordingInput = (typeof recordingInputs)[number]

/** `stay` is a legal input that changes nothing; `refuse` is an input that must not happen in this state. */
export type TransitionOutcome = RecordingState | 'stay' | 'refuse'

const ended: Record<RecordingInput, TransitionOutcome> = {
  taken: 'refuse',
  fragmentArrived: 'refuse',
  sourceLost: 'refuse',
  pauseRequested: 'refuse',
  resumeRequested: 'refuse',
  stopRequested: 'stay',
  mergeWindowOver: 'refuse',
  waitOver: 'refuse',
  filesStored: 'refuse',
  faulted: 'refuse',
}

/** Every state answers every input; docs/architecture.md shows the same table, checked by a test. */
export const recordingTransitions: Record<
  RecordingState,
  Record<RecordingInput, TransitionOutcome>
> = {
  accepted: {
    ...ended,
    taken: 'waiting',
    stopRequested: 'canceled',
    waitOver: 'failed',
    faulted: 'failed',
  },
  waiting: {
    ...ended,
    taken: 'stay',
    fragmentArrived: 'recording',
    sourceLost: 'stay',
    pauseRequested: 'stay',
    resumeRequested: 'stay',
    stopRequested: 'canceled',
    waitOver: 'failed',
    faulted: 'failed',
  },
  recording: {
    ...ended,
    taken: 'interrupted',
    fragmentArrived: 'stay',
    sourceLost: 'interrupted',
    pauseRequested: 'paused',
    resumeRequested: 'stay',
    stopRequested: 'finalizing',
    faulted: 'failed',
  },
  interrupted: {
    ...ended,
    taken: 'stay',
    fragmentArrived: 'recording',
    sourceLost: 'stay',
    pauseRequested: 'paused',
    resumeRequested: 'stay',
    stopRequested: 'finalizing',
    mergeWindowOver: 'finalizing',
    faulted: 'failed',
  },
  paused: {
    ...ended,
    taken: 'stay',
    fragmentArrived: 'stay',
    sourceLost: 'stay',
    pauseRequested: 'stay',
    resumeRequested: 'interrupted',
    stopRequested: 'finalizing',
    faulted: 'failed',
  },
  finalizing: {
    ...ended,
    taken: 'stay',
    sourceLost: 'stay',
    mergeWindowOver: 'stay',
    filesStored: 'completed',
    faulted: 'failed',
  },
  completed: ended,
  failed: ended,
  canceled: ended,
}

/** States that nothing leaves. */
export const finalStates = ['completed', 'failed', 'canceled'] as const satisfies RecordingState[]

/** True for completed, failed and canceled. */
export const isFinal = (state: RecordingState): boolean =>
  (finalStates as readonly RecordingState[]).includes(state)

/** The outcome of one input in one state, straight from the table. */
export const transition = (state: RecordingState, input: RecordingInput): TransitionOutcome =>
  recordingTransitions[state][input]
