import { describe, expect, it } from 'vitest'
import { codeOf } from './aliyun-clients.ts'
import {
  add,
  api,
  config,
  described,
  live,
  m3u8,
  mp4,
  s3,
  useAliyunLive,
} from './aliyun-live-fixture.ts'
import { mp4Template } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { domain, named } from './stream-fixture.ts'

useAliyunLive()

const ruleOfApp = async (app: string) => {
  const filter = { domain, app, stream: null, templateId: null }
  return (await api.store.rules.list(filter, { cursor: null, limit: 1 })).items[0] ?? null
}

describe('a record config', () => {
  it('lives its whole life', async () => {
    await add('whole', {
      StreamName: 'one',
      OnDemand: 7,
      DelayTime: 30,
      StartTime: new Date(Date.now() + 60_000).toISOString().replace(/\.\d+/, ''),
      RecordFormat: [mp4, m3u8],
      TranscodeRecordFormat: [m3u8],
      TranscodeTemplates: ['lsd', 'hd'],
    })
    const [shown] = await described({ AppName: 'whole' })
    expect(shown).toMatchObject({
      DomainName: domain,
      AppName: 'whole',
      StreamName: 'one',
      OssEndpoint: new URL(s3.endpoint).host,
      OssBucket: s3.bucket,
      DelayTime: 30,
      OnDemond: 7,
      StartTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      RecordFormatList: { RecordFormat: [{ ...mp4, CycleDuration: 3600 }, m3u8] },
      TranscodeRecordFormatList: { RecordFormat: [m3u8] },
      TranscodeTemplates: { Templates: ['lsd', 'hd'] },
    })
    expect(await codeOf(add('whole', { StreamName: 'one' }))).toBe('ConfigAlreadyExists')
    const key = { DomainName: domain, AppName: 'whole', StreamName: 'one' }
    await live('UpdateLiveAppRecordConfig', {
      ...key,
      OssEndpoint: s3.endpoint,
      OnDemand: 0,
      RecordFormat: [{ Format: 'mp4', CycleDuration: 60 }, { Format: 'flv' }],
    })
    const [changed] = await described({ AppName: 'whole' })
    expect(changed).toMatchObject({
      OnDemond: 0,
      DelayTime: 30,
      OssBucket: s3.bucket,
      RecordFormatList: {
        RecordFormat: [
          { ...mp4, CycleDuration: 60 },
          { Format: 'flv', CycleDuration: 21_600, OssObjectPrefix: mp4.OssObjectPrefix },
        ],
      },
      TranscodeTemplates: { Templates: ['lsd', 'hd'] },
    })
    await live('DeleteLiveAppRecordConfig', key)
    expect(await described({ AppName: 'whole' })).toEqual([])
    expect(await codeOf(live('DeleteLiveAppRecordConfig', key))).toBe('CodeConfigNotFound')
  })

  it('is the rule by which streams of its application are recorded, in all three modes', async () => {
    await add('auto')
    await add('hand', { OnDemand: 7 })
    await add('ask', { OnDemand: 1 })
    for (const app of ['auto', 'hand', 'ask']) await api.publish(named('one', app))
    expect((await api.stream(named('one', 'auto'))).phase).toBe('recording')
    expect((await api.stream(named('one', 'hand'))).skip?.reason).toBe('manual')
    expect((await api.stream(named('one', 'ask'))).skip?.reason).toBe('callback_missing')
    const { recordings } = await api.stream(named('one', 'auto'))
    const recording = await api.store.recordings.get(recordings[0]?.recordingId ?? '')
    expect(recording).toMatchObject({
      storage: { type: 's3', bucket: s3.bucket },
      template: { formats: [{ format: 'mp4', objectPattern: mp4.OssObjectPrefix }] },
    })
  })

  it('may be for transcoded streams alone; formats of the stream itself can be added later', async () => {
    const { RecordFormat: _, ...place } = config('small')
    await live('AddLiveAppRecordConfig', {
      ...place,
      TranscodeRecordFormat: [mp4],
      TranscodeTemplates: ['sd', 'ld'],
    })
    expect((await described({ AppName: 'small' }))[0]).toMatchObject({
      RecordFormatList: { RecordFormat: [] },
      TranscodeRecordFormatList: { RecordFormat: [mp4] },
    })
    await api.publish(named('one', 'small'))
    const { recordings } = await api.stream(named('one', 'small'))
    expect(recordings.map(({ rendition }) => rendition)).toEqual(['sd', 'ld'])
    await live('UpdateLiveAppRecordConfig', {
      ...place,
      RecordFormat: [{ Format: 'flv' }],
    })
    expect((await described({ AppName: 'small' }))[0]).toMatchObject({
      RecordFormatList: {
        RecordFormat: [{ Format: 'flv', OssObjectPrefix: mp4.OssObjectPrefix }],
      },
      TranscodeRecordFormatList: { RecordFormat: [mp4] },
    })
  })

  it('may be deleted while a stream is recorded by it, which goes on, and be added again', async () => {
    await add('busy')
    await api.publish(named('one', 'busy'))
    await live('DeleteLiveAppRecordConfig', { DomainName: domain, AppName: 'busy' })
    expect(await described({ AppName: 'busy' })).toEqual([])
    expect((await api.stream(named('one', 'busy'))).phase).toBe('recording')
    await api.publish(named('two', 'busy'))
    expect((await api.stream(named('two', 'busy'))).skip?.reason).toBe('no_rule')
    await add('busy')
    expect(await described({ AppName: 'busy' })).toHaveLength(1)
    // also a rule of the native API
    await api.createRule({ app: 'busy-rule' })
    await api.publish(named('one', 'busy-rule'))
    await live('DeleteLiveAppRecordConfig', { DomainName: domain, AppName: 'busy-rule' })
    await add('busy-rule')
    expect(await described({ AppName: 'busy-rule' })).toHaveLength(1)
  })

  it('does not take the place of a rule that somebody disabled', async () => {
    const switchOff = (id: string) => api.must('PATCH', `/v1/rules/${id}`, { isEnabled: false })
    const { id } = await api.createRule({ app: 'off', mode: 'manual' })
    await switchOff(id)
    expect(await codeOf(add('off'))).toBe('ConfigAlreadyExists')
    expect(await api.store.rules.get(id)).toMatchObject({ mode: 'manual', isEnabled: false })
    await add('own')
    const own = await ruleOfApp('own')
    await switchOff(own?.id ?? '')
    expect(await codeOf(add('own'))).toBe('ConfigAlreadyExists')
    expect((await ruleOfApp('own'))?.isEnabled).toBe(false)
  })

  it('is somebody else’s again when they change it after it was deleted', async () => {
    await add('theirs')
    await api.publish(named('one', 'theirs'))
    await live('DeleteLiveAppRecordConfig', { DomainName: domain, AppName: 'theirs' })
    const rule = await ruleOfApp('theirs')
    await api.must('PATCH', `/v1/rules/${rule?.id}`, { delaySeconds: 60 })
    expect(await codeOf(add('theirs'))).toBe('ConfigAlreadyExists')
  })

  it('that a version before disabled without a mark is taken anew', async () => {
    const unmark = async (app: string) => {
      const rule = await ruleOfApp(app)
      if (rule === null) throw new Error(`no rule of ${app}`)
      const { isDeleted: _mark, ...before } = rule
      await api.store.rules.replace(rule.id, { ...before, isEnabled: false })
    }
    await add('before', { OnDemand: 7 })
    await unmark('before')
    await add('before', { OnDemand: 0 })
    expect(await described({ AppName: 'before' })).toMatchObject([{ OnDemond: 0 }])
    await api.createRule({ app: 'not-ours' })
    await unmark('not-ours')
    expect(await codeOf(add('not-ours'))).toBe('ConfigAlreadyExists')
  })

  it('is told from one that records elsewhere than into a bucket', async () => {
    const template = { ...mp4Template, storage: { type: 'filesystem' } }
    await api.createRule({ app: 'elsewhere', template })
    expect(await codeOf(add('elsewhere'))).toBe('Live2Vod.ConfigAlreadyExists')
  })

  it('is listed with others, page by page', async () => {
    for (const StreamName of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await add('pages', { StreamName })
    const page = async (params: object) => {
      const answer = await live('DescribeLiveRecordConfig', {
        DomainName: domain,
        AppName: 'pages',
        PageSize: 5,
        ...params,
      })
      const list = answer.LiveAppRecordList as { LiveAppRecord: { StreamName: string }[] }
      return { ...answer, names: list.LiveAppRecord.map(({ StreamName }) => StreamName) }
    }
    const first = await page({})
    expect(first).toMatchObject({
      PageNum: 1,
      PageSize: 5,
      TotalNum: 7,
      TotalPage: 2,
      Order: 'asc',
    })
    const names = [...first.names, ...(await page({ PageNum: 2 })).names]
    expect(names.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect((await page({ Order: 'desc' })).names).toEqual(names.toReversed().slice(0, 5))
    expect((await page({ StreamName: 'c' })).names).toEqual(['c'])
  })
})

describe('RealTimeRecordCommand', () => {
  const command = (Command: string, StreamName: string, AppName = 'command') =>
    live('RealTimeRecordCommand', { DomainName: domain, AppName, StreamName, Command })

  it('starts, stops, restarts and ends the recording of a live stream', async () => {
    await add('command', { OnDemand: 7, DelayTime: 15 })
    const stream = named('one', 'command')
    await api.publish(stream)
    await command('start', 'one')
    expect((await api.stream(stream)).phase).toBe('recording')
    expect(await codeOf(command('start', 'one'))).toBe('TaskAlreadyStarted')
    const first = (await api.stream(stream)).recordings[0]?.recordingId ?? ''
    await advance(api.store, first, 'recording')
    await command('restart', 'one')
    expect((await api.stream(stream)).recordings).toHaveLength(2)
    await command('stop', 'one')
    expect((await api.stream(stream)).phase).toBe('stopped')
    await command('cancel_delay', 'one')
    expect((await api.stream(stream)).phase).toBe('unrecorded')
    expect(await codeOf(command('cancel_delay', 'one'))).toBe('StreamNotFound')
  })
})
