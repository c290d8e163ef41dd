import { describe, expect, it } from 'vitest'
import type { AliyunError } from '../errors/aliyun-error.ts'
import { unflatten } from '../protocol/unflatten.ts'
import type { ActionSpec } from './action-spec.ts'
import * as ims from './ims/index.ts'
import * as live from './live/index.ts'
import { parseParameters } from './parse-parameters.ts'

type Flat = Record<string, string>

const read = (spec: unknown, flat: Flat): unknown =>
  parseParameters(spec as ActionSpec, unflatten(Object.entries(flat)))

const refusal = (spec: unknown, flat: Flat): string => {
  try {
    read(spec, flat)
  } catch (error) {
    const { status, code, message } = error as AliyunError
    return `${status} ${code}: ${message}`
  }
  return 'taken'
}

const job = {
  Name: 'x',
  TemplateId: 't',
  StreamInput: '{"Type":"rtmp","Url":"rtmp://h/app/stream"}',
  RecordOutput: '{"Type":"oss"}',
}

describe('parameters of IMS', () => {
  it('mean the same as JSON text and flattened', () => {
    const { StreamInput: _text, ...rest } = job
    const flattened = {
      ...rest,
      'StreamInput.Type': 'rtmp',
      'StreamInput.Url': 'rtmp://h/app/stream',
    }
    expect(read(ims.submitLiveRecordJob, flattened)).toEqual(read(ims.submitLiveRecordJob, job))
  })

  it.each<[string, Flat, string]>([
    [
      'Name',
      { ...job, Name: '' },
      '400 MissingParameter: The input parameter Name that is mandatory for processing this request is not supplied.',
    ],
    [
      'StreamInput',
      { ...job, StreamInput: '' },
      '400 MissingParameter: The input parameter StreamInput that',
    ],
    [
      'StreamInput that is no JSON',
      { ...job, StreamInput: '{' },
      '400 InvalidParameter: The specified parameter StreamInput is not valid.',
    ],
    [
      'StreamInput.Type',
      { ...job, StreamInput: '{}' },
      '400 MissingParameter: The input parameter StreamInput.Type that',
    ],
    [
      'another StreamInput.Type',
      { ...job, StreamInput: '{"Type":"hls"}' },
      '400 InvalidParameter: The specified parameter StreamInput.Type is not valid.',
    ],
  ])('are refused for %s', (_title, flat, expected) => {
    expect(refusal(ims.submitLiveRecordJob, flat)).toContain(expected)
  })

  it('name entries of lists by their number', () => {
    const flat = { Name: 'x', 'RecordFormat.1.Format': 'mp4', 'RecordFormat.2.Format': 'avi' }
    expect(refusal(ims.createLiveRecordTemplate, flat)).toContain('RecordFormat.2.Format')
  })

  it('have the ranges of the pages', () => {
    const sizes = ['4', '5', '30', '31'].map((PageSize) =>
      refusal(ims.listLiveRecordFiles, { PageSize }).slice(0, 5),
    )
    expect(sizes).toEqual(['400 I', 'taken', 'taken', '400 I'])
    expect(read(ims.listLiveRecordFiles, {})).toMatchObject({
      PageNo: 1,
      PageSize: 10,
      SortBy: 'asc',
    })
    expect(read(ims.listLiveRecordJobs, {})).toMatchObject({
      PageNo: 1,
      PageSize: 10,
      SortBy: 'desc',
    })
  })
})

describe('RecordIds of DeleteLiveRecordFiles', () => {
  const ids = (count: number): Flat =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`RecordIds.${i + 1}`, `r${i}`]))

  it('may be those of whole pages of ListLiveRecordFiles', () => {
    expect(read(ims.deleteLiveRecordFiles, ids(100))).toMatchObject({
      RecordIds: expect.objectContaining({ length: 100 }),
    })
    expect(refusal(ims.deleteLiveRecordFiles, ids(101))).toBe(
      '400 InvalidParameter: The specified parameter RecordIds is not valid.',
    )
  })
})

const command = { DomainName: 'd.example.com', AppName: 'a', StreamName: 's', Command: 'start' }

describe('parameters of Live', () => {
  it.each<[string, Flat, string]>([
    [
      'no DomainName',
      { DomainName: '' },
      '400 MissingParam: DomainName is mandatory for this action.',
    ],
    [
      'every stream',
      { StreamName: '*' },
      '400 MalformedParam: Specified parameter StreamName is not valid.',
    ],
    [
      'another command',
      { Command: 'eject' },
      '400 MalformedParam: Specified parameter Command is not valid.',
    ],
  ])('of RealTimeRecordCommand have codes of their own: %s', (_title, part, expected) => {
    expect(refusal(live.realTimeRecordCommand, { ...command, ...part })).toBe(expected)
  })

  it('are refused by the rule of the names where no code is documented', () => {
    const { realTimeRecordCommand: _own, describeLiveStreamRecordIndexFile: spec } = live
    expect(refusal(spec, command)).toBe(
      '400 MissingRecordId: RecordId is mandatory for this action.',
    )
    expect(refusal(spec, { ...command, AppName: '..', RecordId: 'r' })).toBe(
      '400 InvalidAppName.Malformed: Specified parameter AppName is not valid.',
    )
  })

  it('that no action knows are ignored', () => {
    const spare = { OwnerId: '1', SecurityToken: 't', RegionId: 'cn-shanghai' }
    expect(read(live.realTimeRecordCommand, { ...command, ...spare })).toEqual(command)
  })
})

describe('what has no effect', () => {
  const idle = { SliceDuration: 'none', SliceOssObjectPrefix: 'no variables' }
  const formatOf = (Format: string, part: object = {}) =>
    JSON.stringify([{ Format, OssObjectPrefix: '{StartTime}_{EndTime}', ...part }])
  const place = { DomainName: 'd', AppName: 'a', OssEndpoint: 'e', OssBucket: 'bucket' }
  const template = { TemplateId: 't', Name: 'n' }

  it.each(['mp4', 'flv', 'FLV'])('of slices is not looked at for %s', (format) => {
    const RecordFormat = formatOf(format, idle)
    const TranscodeRecordFormat = RecordFormat
    const transcoded = { TranscodeRecordFormat, TranscodeTemplates: 'sd' }
    for (const [spec, flat] of [
      [live.addLiveAppRecordConfig, { ...place, RecordFormat, ...transcoded }],
      [live.updateLiveAppRecordConfig, { ...place, RecordFormat, ...transcoded }],
      [ims.createLiveRecordTemplate, { ...template, RecordFormat }],
      [ims.updateLiveRecordTemplate, { ...template, RecordFormat }],
    ] as const)
      expect(refusal(spec, flat)).toBe('taken')
  })

  it.each(['m3u8', 'M3U8', 'cmaf'])('elsewhere is looked at for %s', (format) => {
    const refused = (spec: unknown, part: object) =>
      refusal(spec, { ...place, ...template, RecordFormat: formatOf(format, part) }).split(':')[0]
    const { SliceDuration, SliceOssObjectPrefix } = idle
    expect(refused(live.addLiveAppRecordConfig, { SliceDuration })).toContain('SliceDuration')
    expect(refused(live.updateLiveAppRecordConfig, { SliceDuration })).toContain('SliceDuration')
    expect(refused(live.addLiveAppRecordConfig, { SliceOssObjectPrefix })).toContain(
      'SliceOssObjectPrefix',
    )
    expect(refused(ims.createLiveRecordTemplate, { SliceDuration })).toContain('InvalidParameter')
  })
})

describe('NotifyAuthKey', () => {
  const config = { DomainName: 'd', NotifyUrl: 'https://hooks.example.com/' }
  const both = [live.addLiveRecordNotifyConfig, live.updateLiveRecordNotifyConfig]
  const key = 'abcdefgh12345678'

  it.each(both)('is not looked at where nothing is signed: $name', (spec) => {
    for (const NotifyReqAuth of ['false', 'no', ''])
      for (const NotifyAuthKey of ['short', key, ''])
        expect(read(spec, { ...config, NotifyReqAuth, NotifyAuthKey })).toMatchObject({
          NotifyReqAuth: false,
          NotifyAuthKey: undefined,
        })
  })

  it.each(both)('must be there, and be one, where requests are signed: $name', (spec) => {
    const signed = { ...config, NotifyReqAuth: 'yes' }
    expect(read(spec, { ...signed, NotifyAuthKey: key })).toMatchObject({ NotifyAuthKey: key })
    expect(refusal(spec, signed)).toBe(
      '400 MissingNotifyAuthKey: NotifyAuthKey is mandatory for this action.',
    )
    expect(refusal(spec, { ...signed, NotifyAuthKey: 'short' })).toBe(
      '400 InvalidNotifyAuthKey.Malformed: Specified parameter NotifyAuthKey is not valid.',
    )
  })
})

describe('a code that pages word differently', () => {
  const span = {
    ...{ DomainName: 'd', AppName: 'a', StreamName: 's' },
    StartTime: '2027-01-15T08:00:00Z',
    EndTime: '2027-01-15T07:00:00Z',
  }
  const index = { OssEndpoint: 'e', OssBucket: 'bucket', OssObject: 'index.m3u8' }

  it('is told in the words of its action', () => {
    expect(refusal(live.describeLiveStreamRecordContent, span)).toBe(
      '400 InvalidEndTime.Mismatch: Specified end time does not math the specified start time.',
    )
    expect(
      refusal(live.createLiveStreamRecordIndexFiles, {
        ...span,
        ...index,
        OssBucket: 'No_Bucket!',
      }),
    ).toBe('400 InvalidOssBucket.Malformed: Specified OssBucket is malformed.')
    const config = { ...index, DomainName: 'd', AppName: 'a', OssBucket: 'No_Bucket!' }
    expect(refusal(live.addLiveAppRecordConfig, config)).toBe(
      '400 InvalidOssBucket.Malformed: Specified parameter OssBucket is not valid.',
    )
  })
})
