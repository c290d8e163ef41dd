import {
  type PublicationPlan,
  planOf,
  type RuleMode,
  ruleModes,
  type StreamDeed,
  type StreamInput,
  type StreamOutcome,
  type StreamSituation,
  streamInputs,
  streamSituations,
  streamTransitions,
  type WindowState,
} from '@tapedeck/domain'

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`

const table = (head: string[], rows: string[][]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const planWords: Record<PublicationPlan, string> = {
  record: 'recorded',
  ask: 'the callback is asked',
  schedule: 'waits for the window (`scheduled`)',
  manual: 'not recorded (`manual`)',
  window_over: 'not recorded (`window_over`)',
  callback_missing: 'not recorded (`callback_missing`, told)',
}

const planned = (
  mode: RuleMode,
  window: WindowState,
  facts: { hasCallback: boolean; goesOn: boolean },
) => planWords[planOf(mode, window, facts)]

const alone = { hasCallback: true, goesOn: false }

const isBegunBy = (mode: RuleMode): 'rule' | 'command' => (mode === 'manual' ? 'command' : 'rule')

const broken: Record<'rule' | 'command', string> = {
  rule: 'its recording waits for the delay (`merging`)',
  command: 'its recording is ended',
}
const ended: Record<'rule' | 'command', string> = {
  rule: 'begun anew: at once, then after 10, 20, 40 … 300 s',
  command: 'not recorded (`manual`)',
}
const closed: Record<'rule' | 'command', string> = {
  rule: 'its recording is ended (`window_over`)',
  command: 'nothing: windows do not bind commands',
}

/** What happens in each mode of a rule, for docs/rules.md. */
export const modeTable = (): string => {
  const events: [string, (mode: RuleMode) => string][] = [
    ['published, no window or an open one', (mode) => planned(mode, 'open', alone)],
    ['published before the window', (mode) => planned(mode, 'before', alone)],
    ['published after the window', (mode) => planned(mode, 'over', alone)],
    [
      'published, no callback is configured',
      (mode) => planned(mode, 'open', { hasCallback: false, goesOn: false }),
    ],
    [
      'published again while its recording by the same rule waits',
      (mode) =>
        mode === 'manual'
          ? planned(mode, 'open', { hasCallback: true, goesOn: true })
          : 'the same recording goes on',
    ],
    [
      'the window opens on a live stream',
      (mode) => (mode === 'manual' ? 'nothing' : planned(mode, 'open', alone)),
    ],
    ['the window closes', (mode) => closed[isBegunBy(mode)]],
    ['unpublished', (mode) => broken[isBegunBy(mode)]],
    ['its recording ends by itself while it is published', (mode) => ended[isBegunBy(mode)]],
    [
      'its recording is stopped by its id',
      () => 'not recorded until it is published again (`stopped`)',
    ],
  ]
  return table(
    ['event', ...ruleModes.map((mode) => `\`${mode}\``)],
    events.map(([name, happens]) => [name, ...ruleModes.map(happens)]),
  )
}

const inputWords: Record<StreamInput, string> = {
  published: 'published',
  unpublished: 'unpublished',
  start: '`start`',
  stop: '`stop`',
  cancel_delay: '`cancel_delay`',
  restart: '`restart`',
  pause: '`pause`',
  resume: '`resume`',
  split: '`split`',
  recordNow: 'recorded at a request',
  answerYes: 'the callback says yes',
  answerNo: 'the callback says no',
  answerFailed: 'the callback fails',
  windowOpened: 'the window opens',
  windowClosed: 'the window closes',
  recordingEnded: 'its recording ends by itself',
  recordingStopped: 'its recording is stopped by its id',
  delayOver: 'the delay is over',
  retryDue: 'a recording is to be begun anew',
}

const situationWords: Record<StreamSituation, string> = {
  offline: 'offline',
  unrecorded: 'unrecorded',
  asking: 'asking',
  scheduled: 'scheduled',
  recording: 'recording',
  paused: 'paused',
  stopped: 'stopped',
  merging: 'merging',
  pausedOffline: 'paused, not published',
  stoppedOffline: 'stopped, not published',
}

const deedWords: Record<StreamDeed, string> = {
  plan: 'as the rule says',
  begin: 'begun',
  goOn: 'goes on',
  pause: 'held',
  hold: 'held for the delay',
  end: 'ended',
  endAndBegin: 'ended, another begun',
  replace: 'another begun, then ended',
  split: 'cycle closed',
  wait: 'waits; ended if by command',
  endRuled: 'ended if by rule',
  endPart: '·',
  beginAnew: 'begun anew if by rule',
  retry: 'begun',
  skip: 'not recorded',
}

const cellOf = (situation: StreamSituation, outcome: StreamOutcome): string => {
  if (outcome === 'stay') return '·'
  if (typeof outcome === 'string') return `\`${outcome}\``
  const { deed, to } = outcome
  if (to === 'same' || to === situation) return deedWords[deed]
  const isWordless = deed === 'wait' && to === 'rest'
  const target = to === 'rest' ? 'unrecorded or offline' : to
  return isWordless ? 'offline' : `${deedWords[deed]} → ${target}`
}

/** What each event and command does in each phase, for docs/rules.md. */
export const phaseTable = (): string =>
  table(
    ['', ...streamSituations.map((situation) => situationWords[situation])],
    streamInputs.map((input) => [
      inputWords[input],
      ...streamSituations.map((situation) =>
        cellOf(situation, streamTransitions[situation][input]),
      ),
    ]),
  )
