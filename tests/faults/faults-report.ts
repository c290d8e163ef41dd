import type { FaultResult } from './fault-result.ts'

const seconds = (ms: number): string => (ms === 0 ? '0' : (ms / 1000).toFixed(1))

const secondsIfAny = (ms: number | null): string => (ms === null ? '-' : seconds(ms))

const listed = (texts: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`)).join(', ')
}

const columns: [title: string, cell: (result: FaultResult) => string][] = [
  ['fault', ({ fault }) => fault],
  ['recordings', ({ recordings }) => String(recordings)],
  ['packets lost', ({ packetsLost }) => String(packetsLost)],
  [
    'lost of those in a spool when it struck',
    ({ spooled, spooledLost }) => (spooled === 0 ? '-' : `${spooledLost} of ${spooled}`),
  ],
  ['packets doubled', ({ packetsDoubled }) => String(packetsDoubled)],
  ['A/V offset moved by (ms)', ({ avOffsetMs }) => String(avOffsetMs)],
  ['media time off by (ms)', ({ mediaErrorMs }) => String(mediaErrorMs)],
  ['lease taken again after (s)', ({ leasedAgainMs }) => secondsIfAny(leasedAgainMs)],
  ['recorded again after (s)', ({ recordedAgainMs }) => secondsIfAny(recordedAgainMs)],
  ['longest hole (s)', ({ longestHoleMs }) => seconds(longestHoleMs)],
  ['told as lost (s)', ({ gapsToldMs }) => seconds(gapsToldMs)],
  ['gap causes', ({ gapCauses }) => listed(gapCauses) || 'none'],
  ['files', ({ files }) => String(files)],
  [
    'events',
    ({ events }) =>
      Object.entries(events)
        .map(([type, count]) => `${count} ${type}`)
        .join(', '),
  ],
  ['ended', ({ ended }) => listed(ended)],
  ['left over', ({ leftovers }) => listed(leftovers) || 'nothing'],
]

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The results as a Markdown table, one fault a line, in the order given. */
export const faultTable = (results: readonly FaultResult[]): string =>
  [
    row(columns.map(([title]) => title)),
    row(columns.map(() => '---')),
    ...results.map((result) => row(columns.map(([, cell]) => cell(result)))),
  ].join('\n')
