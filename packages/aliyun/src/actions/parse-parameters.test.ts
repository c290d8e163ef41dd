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
