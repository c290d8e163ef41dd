import type { RecordingRule, StorageTarget } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import * as live from '../actions/live/index.ts'
import { parseParameters } from '../actions/parse-parameters.ts'
import { rpcTime } from '../protocol/rpc-time.ts'
import { unflatten } from '../protocol/unflatten.ts'
import { changedRecordRule } from './changed-rule.ts'
import { toRecordRule } from './to-rule.ts'

type Flat = Record<string, string>

const nowMs = Date.parse('2027-01-15T08:00:00Z')
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const storage: StorageTarget = { type: 's3', bucket: 'live' }
const stream = { DomainName: 'd.example.com', AppName: 'a', StreamName: 's', OssEndpoint: 'e' }
const at = (ms: number): string => rpcTime(nowMs + ms)

const formatOf = (Format: string, part: object = {}) => ({
  Format,
  OssObjectPrefix: '{StartTime}_{EndTime}',
  SliceOssObjectPrefix: '{UnixTimestamp}_{Sequence}',
  ...part,
})

const ruleOf = (part: Flat = {}, formats: object[] = [formatOf('mp4')]): RecordingRule =>
  toRecordRule(
    parseParameters(
      live.addLiveAppRecordConfig,
      unflatten(
        Object.entries({
          ...stream,
          OssBucket: 'live',
          RecordFormat: JSON.stringify(formats),
          ...part,
        }),
      ),
    ),
    storage,
    nowMs,
  )

/** What Update makes of a rule that records with a template of its own. */
const updated = (rule: RecordingRule, part: Flat, atMs = nowMs): RecordingRule => {
  if (rule.template === null) throw new Error('the rule names a template')
  const parameters = parseParameters(
    live.updateLiveAppRecordConfig,
    unflatten(Object.entries({ ...stream, ...part })),
  )
  return changedRecordRule(rule, rule.template, parameters, storage, atMs)
}

const refusal = (change: () => unknown): string => {
  try {
    change()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'taken'
}

describe('the window of a config', () => {
  const rule = ruleOf({ StartTime: at(hourMs), EndTime: at(5 * hourMs) })
  const window = (startMs: number, endMs: number) => ({
    startMs: nowMs + startMs,
    endMs: nowMs + endMs,
  })

  it('keeps the side that Update does not name', () => {
    expect(updated(rule, { EndTime: at(3 * hourMs) }).window).toEqual(window(hourMs, 3 * hourMs))
    expect(updated(rule, { StartTime: at(0) }).window).toEqual(window(0, 5 * hourMs))
    expect(updated(rule, {}).window).toEqual(rule.window)
    const open = ruleOf({ StartTime: at(hourMs) })
    expect(updated(open, { StartTime: at(0) }).window).toEqual({ startMs: nowMs, endMs: null })
  })

  it('must fit together as a whole', () => {
    expect(refusal(() => updated(rule, { EndTime: at(hourMs / 2) }))).toBe(
      'InvalidEndTime.Mismatch',
    )
    expect(refusal(() => updated(rule, { StartTime: at(6 * hourMs) }))).toBe(
      'InvalidEndTime.Mismatch',
    )
  })

  it('is of 7 days at most, whichever side is changed', () => {
    expect(updated(rule, { EndTime: at(20 * dayMs) }).window).toEqual(
      window(hourMs, hourMs + 7 * dayMs),
    )
    const late = ruleOf({ StartTime: at(6 * dayMs), EndTime: at(9 * dayMs) })
    expect(updated(late, { StartTime: at(0) }).window).toEqual(window(0, 7 * dayMs))
  })

  it('may have begun long ago when only its end is changed', () => {
    const later = nowMs + 8 * dayMs
    const open = ruleOf({ StartTime: at(0) })
    expect(updated(open, { EndTime: at(6 * dayMs + hourMs) }, nowMs + 6 * dayMs).window).toEqual(
      window(0, 6 * dayMs + hourMs),
    )
    // shortened to 7 days it would be over
    expect(refusal(() => updated(open, { EndTime: at(8 * dayMs + hourMs) }, later))).toBe(
      'InvalidEndTime.Mismatch',
    )
    expect(refusal(() => updated(open, { StartTime: at(0) }, later))).toBe(
      'InvalidStartTime.Mismatch',
    )
  })
})

describe('formats for transcoded streams', () => {
  const TranscodeRecordFormat = '[{"Format":"flv"}]'

  it('need templates, of this request or of the config', () => {
    expect(refusal(() => updated(ruleOf(), { TranscodeRecordFormat }))).toBe('MissingTemplate')
    const own = updated(ruleOf(), { TranscodeRecordFormat, TranscodeTemplates: 'sd' })
    expect(own.template?.renditions).toMatchObject({
      profiles: [{ name: 'sd' }],
      formats: [{ format: 'flv' }],
    })
    const former = updated(ruleOf({ TranscodeTemplates: 'hd' }), { TranscodeRecordFormat })
    expect(former.template?.renditions).toMatchObject({
      profiles: [{ name: 'hd' }],
      formats: [{ format: 'flv' }],
    })
  })
})

describe('a format', () => {
  const slices = (rule: RecordingRule) =>
    rule.template?.formats.map(({ format, sliceSeconds }) => [format, sliceSeconds])
  const rule = ruleOf({}, [formatOf('m3u8', { SliceDuration: 10 })])

  it('keeps its slices as long as they were when nothing is said of them', () => {
    const RecordFormat = '[{"Format":"m3u8","CycleDuration":60},{"Format":"cmaf"}]'
    expect(slices(updated(rule, { RecordFormat }))).toEqual([
      ['m3u8', 10],
      ['cmaf', 30],
    ])
    const said = '[{"Format":"m3u8","SliceDuration":6}]'
    expect(slices(updated(rule, { RecordFormat: said }))).toEqual([['m3u8', 6]])
  })
})
