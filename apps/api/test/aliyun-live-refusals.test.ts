import { keys } from '@tapedeck/redis'
import { beforeAll, describe, expect, it } from 'vitest'
import { liveVersion, openApiCore, popCore } from './aliyun-clients.ts'
import { accessKey } from './aliyun-fixture.ts'
import {
  add,
  api,
  config,
  described,
  live,
  m3u8,
  mp4,
  useAliyunLive,
} from './aliyun-live-fixture.ts'
import { rawRequest } from './aliyun-request.ts'
import { mp4Template } from './api-fixture.ts'
import { advance, fileOf } from './recording-states.ts'
import { domain, named } from './stream-fixture.ts'

useAliyunLive()

const ago = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().replace(/\.\d+/, '')

it.each<[string, () => object, string, string]>([
  [
    'an endpoint that nobody has',
    () => ({ OssEndpoint: 'nowhere' }),
    'InvalidOssEndpoint.Malformed',
    'No storage has this OssEndpoint.',
  ],
  [
    'no endpoint',
    () => ({ OssEndpoint: '' }),
    'MissingOssEndpoint',
    'OssEndpoint is mandatory for this action.',
  ],
  [
    'a bucket that cannot be',
    () => ({ OssBucket: 'No_Bucket!' }),
    'InvalidOssBucket.Malformed',
    'Specified parameter OssBucket is not valid.',
  ],
  [
    'a bucket that is not there',
    () => ({ OssBucket: 'not-there-at-all' }),
    'InvalidOssBucket.NotFound',
    'The parameter OssBucket does not exist.',
  ],
  [
    'an unknown format',
    () => ({ RecordFormat: [{ ...mp4, Format: 'avi' }] }),
    'InvalidFormat.Malformed',
    'Specified parameter Format is not valid.',
  ],
  [
    'a cycle of 7 hours',
    () => ({ RecordFormat: [{ ...mp4, CycleDuration: 25_200 }] }),
    'InvalidCycleDuration.Malformed',
    'Specified CycleDuration Format is not valid.',
  ],
  [
    'slices of 31 s',
    () => ({ RecordFormat: [{ ...m3u8, SliceDuration: 31 }] }),
    'InvalidSliceDuration.Malformed',
    'Specified SliceDuration Format is not valid.',
  ],
  [
    'too many templates',
    () => ({ TranscodeTemplates: Array.from({ length: 9 }, (_, i) => `t${i}`) }),
    'InvalidTemplateLength.Malformed',
    'Specified record template length is not valid.',
  ],
  [
    'the template raw',
    () => ({ TranscodeTemplates: ['raw'] }),
    'InvalidTemplate.ForbidRaw',
    'Template named raw is Forbidden.',
  ],
  [
    'transcoded formats without a template',
    () => ({ TranscodeRecordFormat: [mp4] }),
    'MissingTemplate',
    'Template is mandatory for this action.',
  ],
  [
    'no pattern',
    () => ({ RecordFormat: [{ Format: 'mp4' }] }),
    'MissingOssObjectPrefix',
    'OssObjectPrefix is mandatory for this action.',
  ],
  [
    'no pattern of slices',
    () => ({ RecordFormat: [{ ...m3u8, SliceOssObjectPrefix: '' }] }),
    'MissingSliceOssObjectPrefix',
    'SliceOssObjectPrefix is mandatory for this action.',
  ],
  [
    'a pattern without an end',
    () => ({ RecordFormat: [{ ...mp4, OssObjectPrefix: '{StartTime}' }] }),
    'InvalidOssObjectPrefix.Malformed',
    'Specified parameter OssObjectPrefix is not valid.',
  ],
  [
    'a pattern of slices without a number',
    () => ({ RecordFormat: [{ ...m3u8, SliceOssObjectPrefix: '{UnixTimestamp}' }] }),
    'InvalidSliceOssObjectPrefix.Malformed',
    'Specified parameter SliceOssObjectPrefix is not valid.',
  ],
  [
    'a format twice',
    () => ({ RecordFormat: [mp4, mp4] }),
    'InvalidFormat.IllegalOperation',
    'Specified parameter Format can not be multiple.',
  ],
  [
    'a delay of 14 s',
    () => ({ DelayTime: 14 }),
    'InvalidDelayTime',
    'Specified Delaytime is invalid.',
  ],
  [
    'a start that is no time',
    () => ({ StreamName: 's', StartTime: 'soon' }),
    'InvalidStartTime.Malformed',
    'Specified StartTime is malformed.',
  ],
  [
    'an end that is no time',
    () => ({ StreamName: 's', EndTime: 'late' }),
    'InvalidEndTime.Malformed',
    'Specified EndTime is malformed.',
  ],
  [
    'an end that is over',
    () => ({ StreamName: 's', EndTime: ago(1) }),
    'InvalidEndTime.Mismatch',
    'Specified EndTime does not math the specified StartTime or current time.',
  ],
  [
    'a start 8 days from now',
    () => ({ StreamName: 's', StartTime: ago(-8) }),
    'InvalidStartTime.Mismatch',
    'Specified StartTime does not math the current time.',
  ],
  [
    'a domain that is not there',
    () => ({ DomainName: 'none.example.com' }),
    'InvalidDomain.NotFound',
    'The domain provided does not exist in our records.',
  ],
  [
    'the mode that nobody documents',
    () => ({ OnDemand: 2 }),
    'InvalidOnDemand.Malformed',
    'Specified parameter OnDemand is not valid.',
  ],
  [
    'no formats',
    () => ({ RecordFormat: undefined }),
    'MissingRecordFormat',
    'RecordFormat is mandatory for this action.',
  ],
])('a config with %s is refused, and none is made', async (_title, part, code, message) => {
  const key = await api.freshKey()
  const refused = add('refused', part(), openApiCore(api.endpoint, liveVersion, { key }))
  await expect(refused).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
    statusCode: code === 'InvalidDomain.NotFound' ? 404 : 400,
  })
  expect(await described({ AppName: 'refused' })).toEqual([])
})

it('an index that cannot lie beside its slices is refused in the words of its own page', async () => {
  const template = { ...mp4Template, storage: { type: 'filesystem' } }
  await api.createRule({ app: 'slices', template })
  await api.publish(named('one', 'slices'))
  const [recording] = (await api.stream(named('one', 'slices'))).recordings
  const lease = await advance(api.store, recording?.recordingId ?? '', 'recording')
  const startedAtMs = Date.parse(ago(1))
  const durationMs = 60_000
  const times = { startedAtMs, durationMs }
  const slice = { key: 'slices/0.ts', sequence: 0, bytes: 3, ...times, discontinuity: false }
  const file = { format: 'm3u8' as const, endedAtMs: startedAtMs + durationMs, slices: [slice] }
  await api.store.recordings.addFile(lease, fileOf(lease, 'slices/0.m3u8', { ...file, ...times }))
  const { RecordFormat: _formats, ...place } = config('slices')
  const index = { ...place, StreamName: 'one', OssObject: 'index.m3u8' }
  const refused = live('CreateLiveStreamRecordIndexFiles', {
    ...index,
    StartTime: ago(1.1),
    EndTime: ago(0.9),
  })
  await expect(refused).rejects.toMatchObject({
    code: 'InvalidOssBucket.Malformed',
    message: expect.stringContaining('Specified OssBucket is malformed.'),
  })
})

describe('RealTimeRecordCommand', () => {
  beforeAll(async () => {
    for (const [AppName, OnDemand] of [
      ['auto', 0],
      ['hand', 7],
    ] as const) {
      await add(AppName, { OnDemand }, popCore(api.endpoint, liveVersion))
      await api.publish(named('one', AppName))
    }
  })

  it.each<[string, [command: string, stream: string, app?: string], number, string, string]>([
    [
      'a stream that is not pushed',
      ['start', 'gone', 'auto'],
      409,
      'StreamNotFound',
      'The stream is not being pushed.',
    ],
    [
      'a stream that is not recorded',
      ['stop', 'one', 'hand'],
      409,
      'StreamNotFound',
      'The stream is not being recorded.',
    ],
    [
      'a stream that is recorded',
      ['start', 'one', 'auto'],
      409,
      'TaskAlreadyStarted',
      'The stream is being recorded already.',
    ],
    [
      'a stream without a config',
      ['start', 'gone', 'nothing'],
      400,
      'CodeConfigNotFound',
      'No config found',
    ],
    [
      'an unknown command',
      ['eject', 'one'],
      400,
      'MalformedParam',
      'Specified parameter Command is not valid.',
    ],
    [
      'every stream',
      ['start', '*'],
      400,
      'MalformedParam',
      'Specified parameter StreamName is not valid.',
    ],
    ['no stream', ['start', ''], 400, 'MissingParam', 'StreamName is mandatory for this action.'],
  ])(
    'is refused for %s',
    async (_title, [Command, StreamName, AppName = 'hand'], status, code, message) => {
      const params = { DomainName: domain, AppName, StreamName, Command }
      const action = { Action: 'RealTimeRecordCommand', Version: liveVersion, ...params }
      const answer = await rawRequest(api.endpoint, accessKey, action)
      expect([answer.status, answer.body.Code, answer.body.Message]).toEqual([
        status,
        code,
        message,
      ])
    },
  )
})

it('what nobody foresaw is InternalError, and the log says what it was', async () => {
  const { id } = await api.createTemplate()
  await api.createRule({ app: 'broken', template: undefined, templateId: id })
  await api.spoil(keys.template(id), 'no JSON')
  const action = { Action: 'DescribeLiveRecordConfig', Version: liveVersion, DomainName: domain }
  const answer = await rawRequest(api.endpoint, accessKey, { ...action, AppName: 'broken' })
  expect([answer.status, answer.body.Code, answer.body.Message]).toEqual([
    500,
    'InternalError',
    'The request processing has failed due to some unknown error.',
  ])
  expect(api.lines.join('\n')).toContain('a request failed')
})
