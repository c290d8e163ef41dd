import { expect, it } from 'vitest'
import { clockFinding } from './clock-rule.ts'
import { abilityFindings, enhancedFinding, versionFindings } from './ffmpeg-rules.ts'
import type { Finding } from './finding.ts'
import { checkText, summaryText } from './report-text.ts'
import { spoolFindings } from './spool-rules.ts'

const gib = 1024 ** 3
const bad = (findings: readonly Finding[]): string[] =>
  findings.filter(({ state }) => state !== 'ok').map(({ state, code }) => `${state} ${code}`)

it.each([
  [0, 0, 'ok'],
  [-1900, 0, 'ok'],
  [3000, 0, 'warning'],
  [-3000, 0, 'warning'],
  [2400, 500, 'ok'],
  [600_000, 500, 'problem'],
])('a clock that is %i ms ahead, give or take %i ms, is %s', (aheadMs, unsureMs, state) => {
  expect(clockFinding('storage', aheadMs, unsureMs).state).toBe(state)
})

it.each([
  ['4.4.5', 4, 4, 'problem', 'warning'],
  ['5.0.3', 5, 0, 'problem', 'warning'],
  ['5.1.9', 5, 1, 'ok', 'warning'],
  ['6.0', 6, 0, 'ok', 'warning'],
  ['6.1', 6, 1, 'ok', 'ok'],
  ['7.1.5', 7, 1, 'ok', 'ok'],
  ['N-118193-g5f38c82536', 0, 0, 'ok', 'ok'],
])('ffmpeg %s', (text, major, minor, state, enhanced) => {
  const version = { text, major, minor }
  expect(versionFindings('ffmpeg', version)).toMatchObject([{ state }])
  expect(enhancedFinding(version).state).toBe(enhanced)
})

const whole = {
  protocols: new Set(['rtmp', 'rtmps']),
  encoders: new Set(['libx264', 'aac', 'mjpeg']),
  demuxers: new Set(['flv']),
  muxers: new Set(['mp4']),
}

it('finds what an ffmpeg was built without', () => {
  expect(bad(abilityFindings(whole))).toEqual([])
  expect(bad(abilityFindings({ ...whole, protocols: new Set(['rtmp']) }))).toEqual([
    'warning ffmpeg_rtmps',
  ])
  expect(bad(abilityFindings({ ...whole, encoders: new Set(['aac']) }))).toEqual([
    'warning ffmpeg_encoders',
  ])
  expect(bad(abilityFindings({ ...whole, demuxers: new Set() }))).toEqual(['problem ffmpeg_build'])
})

const disk = { type: 0xef53, totalBytes: 500 * gib, freeBytes: 400 * gib }
const fast = { bytesPerSecond: 400e6, worstSyncMs: 8 }
const budget = { maxBytes: null, capacity: 50 }

it.each([
  [disk, fast, budget, []],
  [{ ...disk, type: 0x01021994 }, fast, budget, ['warning spool_kind']],
  [{ ...disk, freeBytes: gib }, fast, budget, ['problem spool_room']],
  [disk, fast, { ...budget, maxBytes: 600 * gib }, ['problem spool_budget']],
  [disk, { ...fast, bytesPerSecond: 20e6 }, budget, ['warning spool_slow']],
  [disk, { ...fast, bytesPerSecond: 20e6 }, { ...budget, capacity: 10 }, []],
  [disk, { ...fast, worstSyncMs: 1500 }, budget, ['warning spool_slow']],
])('the disk of a spool: %j %j %j', (facts, speed, limits, found) => {
  expect(bad(spoolFindings(facts, speed, limits))).toEqual(found)
})

it('tells a terminal what is wrong and how to mend it, and nothing that moves its cursor', () => {
  const found: Finding[] = [
    { state: 'ok', code: 'redis_unreachable', what: 'it answers', mend: null },
    { state: 'problem', code: 'redis_version', what: 'it is \u001b[2Jold', mend: 'Make it new.' },
  ]
  expect(checkText('redis', found)).toBe(
    'redis\n  ok       it answers\n  PROBLEM  it is  [2Jold\n           Make it new.\n',
  )
  expect(summaryText(found)).toBe('1 problem, no warnings\n')
})
