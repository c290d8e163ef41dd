import { type StreamPhase, streamCommands, streamPhases } from './live-stream.ts'

/** Phases, the two that a stream may be in published or not told apart. */
export const streamSituations = [
  ...streamPhases,
  /** paused, and not published. */
  'pausedOffline',
  /** stopped, and not published. */
  'stoppedOffline',
] as const
export type StreamSituation = (typeof streamSituations)[number]

/**
 * What can happen to a stream: the inputs of the table.
 *
 * published        a publication begins
 * unpublished      its publication ended
 * recordNow        it is to be recorded with a template of its own (StartRealTimeRecord)
 * answerYes, answerNo, answerFailed  of the on-demand callback; failed only where that does not mean yes
 * windowOpened, windowClosed  of the rule in force
 * recordingEnded   the recording ended by itself
 * recordingStopped the recording was stopped by its id
 * delayOver        the delay after stop, or of a break while it was paused, is over
 * retryDue         the pause before a recording is begun anew is over
 */
export const streamInputs = [
  'published',
  'unpublished',
  ...streamCommands,
  'recordNow',
  'answerYes',
  'answerNo',
  'answerFailed',
  'windowOpened',
  'windowClosed',
  'recordingEnded',
  'recordingStopped',
  'delayOver',
  'retryDue',
] as const
export type StreamInput = (typeof streamInputs)[number]

/** Errors that the table answers. */
export type StreamRefusal = 'STREAM_NOT_LIVE' | 'STREAM_ALREADY_RECORDED' | 'STREAM_NOT_RECORDED'

/**
 * plan           what the rule says: see `rulePlans`; a recording that waits for the stream goes on
 * begin          a recording is begun, with one per rendition
 * goOn           what is held or waits is to run
 * pause          the recording is held for ever
 * hold           the recording is held, and ended when the delay is over
 * end            the recording is ended
 * endAndBegin    the one that is held is ended, another begun
 * replace        another is begun, and the running one ended when that has its first fragment
 * split          the running cycle is closed
 * wait           recordings of a rule stay for the merge window, those of a command are ended
 * endRuled       recordings of a rule are ended
 * endPart        what ended is let go
 * beginAnew      what ended is begun anew after a pause, when it was by a rule; else it is let go
 * retry          what is due is begun anew
 * skip           it is not recorded, for the reason that the input brings
 */
export const streamDeeds = [
  'plan',
  'begin',
  'goOn',
  'pause',
  'hold',
  'end',
  'endAndBegin',
  'replace',
  'split',
  'wait',
  'endRuled',
  'endPart',
  'beginAnew',
  'retry',
  'skip',
] as const
export type StreamDeed = (typeof streamDeeds)[number]

/** Where it leads: a phase; `rest` for unrecorded, or offline when it is not published; `same`. */
export type StreamTarget = StreamPhase | 'rest' | 'same'

/** A move, an error for whoever asked, or `stay`: nothing is to be done. */
export type StreamOutcome = { deed: StreamDeed; to: StreamTarget } | StreamRefusal | 'stay'

const notLive = 'STREAM_NOT_LIVE'
const notRecorded = 'STREAM_NOT_RECORDED'
const alreadyRecorded = 'STREAM_ALREADY_RECORDED'

const move = (deed: StreamDeed, to: StreamTarget): StreamOutcome => ({ deed, to })

const published = move('plan', 'same')
const endPart = move('endPart', 'same')

/** What happens while nothing is recorded. */
const idle: Record<StreamInput, StreamOutcome> = {
  published,
  unpublished: move('wait', 'rest'),
  start: move('begin', 'recording'),
  stop: notRecorded,
  cancel_delay: notRecorded,
  restart: notRecorded,
  pause: notRecorded,
  resume: notRecorded,
  split: notRecorded,
  recordNow: move('begin', 'recording'),
  answerYes: 'stay',
  answerNo: 'stay',
  answerFailed: 'stay',
  windowOpened: 'stay',
  windowClosed: 'stay',
  recordingEnded: endPart,
  recordingStopped: endPart,
  delayOver: 'stay',
  retryDue: 'stay',
}

/** What happens while it is not published and a recording waits for it. */
const broken: Record<StreamInput, StreamOutcome> = {
  ...idle,
  unpublished: 'stay',
  start: notLive,
  stop: move('hold', 'stopped'),
  cancel_delay: move('end', 'rest'),
  restart: notLive,
  pause: notLive,
  resume: move('goOn', 'merging'),
  split: notLive,
  recordNow: notLive,
  windowClosed: move('endRuled', 'same'),
  recordingStopped: move('end', 'rest'),
}

/** Every situation answers every input; docs/rules.md shows the same table, checked by a test. */
export const streamTransitions: Record<StreamSituation, Record<StreamInput, StreamOutcome>> = {
  offline: {
    ...idle,
    unpublished: 'stay',
    start: notLive,
    stop: notLive,
    restart: notLive,
    pause: notLive,
    resume: notLive,
    split: notLive,
    recordNow: notLive,
  },
  unrecorded: { ...idle, windowOpened: move('plan', 'same') },
  asking: {
    ...idle,
    stop: move('skip', 'unrecorded'),
    answerYes: move('begin', 'recording'),
    answerNo: move('skip', 'unrecorded'),
    answerFailed: move('skip', 'unrecorded'),
    windowClosed: move('skip', 'unrecorded'),
  },
  scheduled: {
    ...idle,
    stop: move('skip', 'unrecorded'),
    windowOpened: move('plan', 'same'),
    windowClosed: move('skip', 'unrecorded'),
  },
  recording: {
    ...idle,
    unpublished: move('wait', 'merging'),
    start: alreadyRecorded,
    stop: move('hold', 'stopped'),
    cancel_delay: move('end', 'rest'),
    restart: move('replace', 'recording'),
    pause: move('pause', 'paused'),
    resume: 'stay',
    split: move('split', 'same'),
    recordNow: alreadyRecorded,
    windowClosed: move('endRuled', 'same'),
    recordingEnded: move('beginAnew', 'same'),
    recordingStopped: move('end', 'rest'),
    retryDue: move('retry', 'same'),
  },
  paused: {
    ...idle,
    unpublished: move('wait', 'paused'),
    start: alreadyRecorded,
    stop: move('hold', 'stopped'),
    cancel_delay: move('end', 'rest'),
    restart: move('replace', 'recording'),
    pause: 'stay',
    resume: move('goOn', 'recording'),
    recordNow: alreadyRecorded,
    windowClosed: move('endRuled', 'same'),
    recordingEnded: move('beginAnew', 'same'),
    recordingStopped: move('end', 'rest'),
  },
  stopped: {
    ...idle,
    unpublished: move('wait', 'stopped'),
    start: move('goOn', 'recording'),
    stop: 'stay',
    cancel_delay: move('end', 'rest'),
    restart: move('endAndBegin', 'recording'),
    resume: move('goOn', 'recording'),
    recordNow: move('endAndBegin', 'recording'),
    windowClosed: move('endRuled', 'same'),
    recordingStopped: move('end', 'rest'),
    delayOver: move('end', 'rest'),
  },
  merging: { ...broken, resume: 'stay' },
  pausedOffline: { ...broken, pause: 'stay', delayOver: move('end', 'rest') },
  stoppedOffline: { ...broken, stop: 'stay', delayOver: move('end', 'rest') },
}

/** The situation of a stream in a phase. */
export const situationOf = (phase: StreamPhase, isPublished: boolean): StreamSituation => {
  if (isPublished || (phase !== 'paused' && phase !== 'stopped')) return phase
  return phase === 'paused' ? 'pausedOffline' : 'stoppedOffline'
}

/** The outcome of one input, straight from the table. */
export const streamTransition = (situation: StreamSituation, input: StreamInput): StreamOutcome =>
  streamTransitions[situation][input]
