import { expect, test } from 'vitest'
import type { FaultResult } from './fault-result.ts'
import { faultTable } from './faults-report.ts'

const result: FaultResult = {
  name: 'struck',
  fault: 'Something is struck',
  recordings: 2,
  packetsLost: 30,
  packetsDoubled: 0,
  packetsMisplaced: 0,
  spooled: 700,
  spooledLost: 0,
  avOffsetMs: 12,
  mediaErrorMs: 3,
  leasedAgainMs: 900,
  recordedAgainMs: 2100,
  longestHoleMs: 1240,
  holes: [],
  gapsToldMs: 2000,
  gapCauses: ['recorder_lost', 'recorder_lost'],
  files: 8,
  events: { 'file.created': 8, 'recording.completed': 2 },
  ended: ['completed (stream_ended)', 'completed (stream_ended)'],
  leftovers: [],
}

test('a fault is a line of the table', () => {
  expect(faultTable([result]).split('\n')).toEqual([
    '| fault | recordings | packets lost | lost of those in a spool when it struck | packets doubled | A/V offset moved by (ms) | media time off by (ms) | lease taken again after (s) | recorded again after (s) | longest hole (s) | told as lost (s) | gap causes | files | events | ended | left over |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    '| Something is struck | 2 | 30 | 0 of 700 | 0 | 12 | 3 | 0.9 | 2.1 | 1.2 | 2.0 | 2 × recorder_lost | 8 | 8 file.created, 2 recording.completed | 2 × completed (stream_ended) | nothing |',
  ])
})
