import type { Schemas } from '@tapedeck/client'

export type Command = Schemas['StreamCommand']['command']
type Stream = Pick<Schemas['Stream'], 'phase' | 'isLive'>

/** Commands that do something in a phase, the likeliest first (the table of docs/rules.md). */
const commandsOfPhase: Record<Schemas['Stream']['phase'], readonly Command[]> = {
  offline: [],
  unrecorded: ['start'],
  asking: ['start'],
  scheduled: ['start'],
  recording: ['split', 'pause', 'restart', 'stop'],
  paused: ['resume', 'stop', 'cancel_delay'],
  stopped: ['start', 'cancel_delay'],
  merging: ['cancel_delay'],
}

/** What can be done with a stream as it is. One that is not published can only be let go. */
export const commandsOf = ({ phase, isLive }: Stream): readonly Command[] =>
  isLive ? commandsOfPhase[phase] : commandsOfPhase[phase].filter(endsAtOnce)

const endsAtOnce = (command: Command): boolean => command === 'cancel_delay'

/** Commands by which something ends. */
export const isEnding = (command: Command): boolean => command === 'stop' || endsAtOnce(command)

/** What stands on a button. */
export const commandLabels: Record<Command, string> = {
  start: 'Record',
  stop: 'Stop',
  cancel_delay: 'End now',
  restart: 'Restart',
  pause: 'Pause',
  resume: 'Resume',
  split: 'Split',
}

/** What an ending command does, in a sentence. */
export const endingText = (command: Command): string =>
  command === 'stop'
    ? "Its recording stops now and ends when the rule's delay is over; until then it can go on."
    : 'Its recording ends at once, without waiting for the stream to come back.'
