import { readRedis } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CdnetworksApi,
  startCdnetworks,
  storageSecret,
  templateBody,
} from './cdnetworks-fixture.ts'
import { advance } from './recording-states.ts'

let api: CdnetworksApi
beforeAll(async () => {
  api = await startCdnetworks()
})
afterAll(() => api.stop())

const domain = 'templates.example.com'
const recordParams = [
  {
    bucketName: 'tape-one',
    storageTime: 86_400,
    filePath: 'live/$(streamname)-$(timestamp).mp4',
    fops: {
      fileFormat: 'mp4',
      fileSize: 200,
      interval: 3600,
      concat: 1,
      timeOut: 5000,
      retryTimes: 3,
    },
  },
  {
    bucketName: 'tape-two',
    fops: { fileFormat: 'm3u8', segtime: 10, removeAudio: 1 },
  },
]
const withKeys = {
  region: 'cn-east-1',
  templateName: 'with keys',
  mgrUrl: 'http://storage.example.com:9000/',
  ak: 'storage-access-key',
  sk: storageSecret,
  notifyUrl: 'https://hooks.example.com/record',
  recordParams,
}

const query = async (templateId: string) => {
  const { body } = await api.client.queryTemplates({ templateId })
  return body.data?.list[0]
}
const nativeOf = async (templateId: string) => {
  const note = await api.store.dialectNotes.byNumber('cdnetworks-template', Number(templateId))
  return api.store.templates.get(note?.id ?? '')
}

describe('a template of CDNetworks', () => {
  it('is answered as it was added, its id a number and its secret hidden', async () => {
    const id = await api.template(withKeys)
    expect(await query(id)).toEqual({ ...withKeys, templateId: Number(id), sk: '******' })
  })

  it('is one of Tapedeck, with an output and a bucket per file', async () => {
    const template = await nativeOf(await api.template(withKeys))
    const storages = await api.store.storages.all()
    const own = storages.find(({ accessKeyId }) => accessKeyId === withKeys.ak)
    expect(own).toMatchObject({
      endpoint: 'http://storage.example.com:9000',
      region: 'cn-east-1',
      secretAccessKey: storageSecret,
    })
    expect(template).toMatchObject({
      name: 'with keys',
      notifyUrl: withKeys.notifyUrl,
      notifyDialect: 'cdnetworks',
      waitSeconds: 20,
      mergeWindowSeconds: 180,
      formats: [
        {
          name: 'mp4',
          format: 'mp4',
          maxBytes: 200 * 1024 * 1024,
          cycleSeconds: 3600,
          retentionSeconds: 86_400,
          objectPattern: 'live/{StreamName}-{UnixTimestamp}',
          storage: { type: 's3', bucket: 'tape-one', storage: own?.name },
        },
        {
          name: 'm3u8',
          tracks: 'video',
          sliceSeconds: 10,
          storage: { type: 's3', bucket: 'tape-two', storage: own?.name },
        },
      ],
    })
  })

  it('has its secret nowhere but sealed', async () => {
    await api.template(withKeys)
    const redis = await readRedis(api.redisServer.url)
    const stored = [...redis].flat().join('\n')
    expect(stored).toContain('storage-access-key')
    expect(stored).not.toContain(storageSecret)
    expect(api.lines.join('\n')).not.toContain(storageSecret)
    const { body } = await api.client.queryTemplates()
    expect(JSON.stringify(body)).not.toContain(storageSecret)
    const native = await api.call({ method: 'GET', path: '/v1/templates' })
    expect(native.text).not.toContain(storageSecret)
  })

  it('without keys goes to the storage of the installation', async () => {
    const template = await nativeOf(await api.template())
    expect(template?.formats[0]?.storage).toEqual({ type: 'filesystem', directory: 'tape' })
  })

  it('without keys goes to the storage that is registered for its management host', async () => {
    await api.store.storages.create({
      name: 'known',
      endpoint: 'http://storage.example.com:9000',
      region: 'us-east-1',
      forcePathStyle: true,
      accessKeyId: 'a',
      secretAccessKey: 'b',
      bucket: null,
      aliases: ['mgr.known.example.com'],
    })
    const id = await api.template({ mgrUrl: 'https://MGR.known.example.com' })
    const target = { type: 's3', bucket: 'tape', storage: 'known' }
    expect((await nativeOf(id))?.formats[0]?.storage).toEqual(target)
    await api.client.deleteTemplate(id)
    expect(await api.store.storages.get('known')).not.toBeNull()
  })

  it('is modified where something is sent, and nowhere else', async () => {
    const id = await api.template(withKeys)
    const before = await query(id)
    expect((await api.client.modifyTemplate(id, { templateName: 'renamed' })).body).toEqual({
      code: 200,
      message: 'success',
    })
    expect(await query(id)).toEqual({ ...before, templateName: 'renamed' })
    // what Query answered, sent back as a whole
    await api.client.modifyTemplate(id, { ...before, notifyUrl: '' })
    expect(await query(id)).toEqual({ ...before, notifyUrl: '' })
    const [first, second] = recordParams
    const third = { bucketName: 'tape-three', fops: { fileFormat: 'flv' } }
    await api.client.modifyTemplate(id, {
      recordParams: [{ fops: { interval: 30 } }, second, third],
    })
    expect((await query(id))?.recordParams).toEqual([
      { bucketName: first?.bucketName, fops: { fileFormat: 'mp4', interval: 30 } },
      second,
      third,
    ])
    expect((await nativeOf(id))?.formats.map(({ name }) => name)).toEqual(['mp4', 'm3u8', 'flv'])
  })

  it('takes another secret and other keys', async () => {
    const keys = { ak: 'turning-key', sk: storageSecret }
    const id = await api.template({ ...withKeys, ...keys })
    const stored = async (ak: string) =>
      (await api.store.storages.all()).filter(({ accessKeyId }) => accessKeyId === ak)
    await api.client.modifyTemplate(id, { sk: 'renewed' })
    expect(await stored('turning-key')).toMatchObject([{ secretAccessKey: 'renewed' }])
    await api.client.modifyTemplate(id, { ...keys, sk: '******', mgrUrl: 'other.example.com' })
    expect(await stored('turning-key')).toMatchObject([
      { secretAccessKey: 'renewed', endpoint: 'https://other.example.com' },
    ])
    const refused = await api.client.modifyTemplate(id, { ak: 'another' })
    expect(refused.body).toMatchObject({ code: 400, message: expect.stringContaining('sk') })
    await api.client.modifyTemplate(id, { ak: 'another', sk: 'own' })
    expect([await stored('turning-key'), await stored('another')]).toMatchObject([[], [{}]])
    await api.client.deleteTemplate(id)
    expect(await stored('another')).toEqual([])
  })

  it('shares its storage with others of the same keys, until the last one is gone', async () => {
    const keys = { ...withKeys, ak: 'shared-key' }
    const stored = async () =>
      (await api.store.storages.all()).filter(({ accessKeyId }) => accessKeyId === keys.ak).length
    const ids = [await api.template(keys), await api.template(keys)]
    expect(await stored()).toBe(1)
    await api.client.deleteTemplate(ids[0] ?? '')
    expect(await stored()).toBe(1)
    await api.client.deleteTemplate(ids[1] ?? '')
    expect(await stored()).toBe(0)
  })

  it.each([
    ['no region', { region: undefined }, 'region'],
    ['no name', { templateName: '' }, 'templateName'],
    ['no management host', { mgrUrl: undefined }, 'mgrUrl'],
    ['a management host that is none', { mgrUrl: 'http://' }, 'mgrUrl'],
    ['a key without its secret', { ak: 'a' }, 'sk'],
    ['no files', { recordParams: [] }, 'recordParams'],
    [
      'a file without a bucket',
      { recordParams: [{ fops: { fileFormat: 'mp4' } }] },
      'recordParams.0.bucketName',
    ],
    [
      'an unknown format',
      { recordParams: [{ bucketName: 'tape', fops: { fileFormat: 'avi' } }] },
      'recordParams.0.fops.fileFormat',
    ],
    [
      'a size below nothing',
      { recordParams: [{ bucketName: 'tape', fops: { fileFormat: 'mp4', fileSize: -1 } }] },
      'recordParams.0.fops.fileSize',
    ],
    [
      'an unknown placeholder',
      { recordParams: [{ bucketName: 'tape', filePath: '$(x)', fops: { fileFormat: 'mp4' } }] },
      'recordParams.0.filePath',
    ],
    ['a receiver that is no URL', { notifyUrl: 'hooks' }, 'notifyUrl'],
    ['a private receiver', { notifyUrl: 'http://127.0.0.1/' }, 'notifyUrl'],
  ])('with %s is refused, and nothing changes', async (_title, part, field) => {
    const guards = /:(used|requests):/
    const contents = async () => (await api.contents()).filter((line) => !guards.test(line))
    const before = await contents()
    const { body } = await api.client.addTemplate({ ...templateBody, ...part })
    expect([400, 422]).toContain(body.code)
    expect(body.message).toContain(field)
    expect(await contents()).toEqual(before)
  })

  it('takes nulls, numbers as text and unknown fields', async () => {
    const id = await api.template({
      ak: null,
      sk: null,
      notifyUrl: null,
      something: 'else',
      recordParams: [
        {
          bucketName: 'tape',
          filePath: null,
          fops: { fileFormat: 'FLV', interval: '90', width: 1 },
        },
      ],
    })
    expect((await query(id))?.recordParams).toEqual([
      { bucketName: 'tape', fops: { fileFormat: 'flv', interval: 90 } },
    ])
  })

  it('that is not there is told as 404 by every operation', async () => {
    for (const { body } of [
      await api.client.queryTemplates({ templateId: '999999' }),
      await api.client.queryTemplates({ templateId: 'tpl_x' }),
      await api.client.modifyTemplate('999999', {}),
      await api.client.deleteTemplate('999999'),
      await api.client.start({
        templateId: '999999',
        pullDomain: domain,
        appName: 'a',
        streamNames: 'b',
      }),
    ])
      expect(body).toMatchObject({
        code: 404,
        message: expect.stringContaining('TEMPLATE_NOT_FOUND'),
      })
  })

  it('that was removed by other means is forgotten', async () => {
    const id = await api.template()
    const { total = 0 } = (await api.client.queryTemplates()).body.data ?? {}
    const native = await nativeOf(id)
    await api.store.templates.remove(native?.id ?? '')
    const { body } = await api.client.queryTemplates()
    expect(body.data?.total).toBe(total - 1)
    expect(body.data?.list).toHaveLength(total - 1)
  })
})

describe('the templates', () => {
  it('are listed newest first, all of them or by pages, whether asked by query or by body', async () => {
    const ids = [await api.template(), await api.template(), await api.template()]
    const numbersOf = (list: Record<string, unknown>[] = []) =>
      list.map(({ templateId }) => templateId)
    const all = (await api.client.queryTemplates()).body.data
    const newest = ids.toReversed().map(Number)
    expect(numbersOf(all?.list).slice(0, 3)).toEqual(newest)
    expect(all?.total).toBe(all?.list.length)
    const page = await api.client.queryTemplates({ pageNum: 2, pageSize: 1 })
    expect(numbersOf(page.body.data?.list)).toEqual([newest[1]])
    const byBody = await api.client.call<{ list: Record<string, unknown>[] }>(
      'GET',
      '/recording-parameter-templates',
      { templateId: newest[2] },
    )
    expect(numbersOf(byBody.body.data?.list)).toEqual([newest[2]])
  })
})

describe('a template that is in use', () => {
  it('is tied to a rule: it is modified, and not deleted', async () => {
    const id = await api.template()
    const ruleId = await api.rule({ templateId: id, pullDomain: domain, appName: 'tied' })
    expect((await api.client.modifyTemplate(id, { templateName: 'new' })).status).toBe(200)
    const refused = await api.client.deleteTemplate(id)
    expect(refused.body).toMatchObject({
      code: 409,
      message: expect.stringContaining('TEMPLATE_IN_USE'),
    })
    await api.client.deleteRule(ruleId)
    expect((await api.client.deleteTemplate(id)).status).toBe(200)
  })

  it('is recorded with: it is neither modified nor deleted, until the recording has ended', async () => {
    const id = await api.template()
    const ruleId = await api.rule({ templateId: id, pullDomain: domain, appName: 'busy' })
    const live = await api.publish(domain, 'busy', 'one')
    expect(live.phase).toBe('recording')
    const changes = () =>
      Promise.all([
        api.client.modifyTemplate(id, { templateName: 'new' }),
        api.client.deleteTemplate(id),
      ])
    for (const { body } of await changes())
      expect(body).toMatchObject({ code: 409, message: expect.stringContaining('TEMPLATE_IN_USE') })
    await advance(api.store, live.recordings[0]?.recordingId ?? '', 'recording')
    await api.context.control.unpublish({ domain, app: 'busy', stream: 'one' }, null)
    await advance(api.store, live.recordings[0]?.recordingId ?? '', 'completed')
    expect((await api.client.modifyTemplate(id, { templateName: 'new' })).status).toBe(200)
    expect((await api.client.deleteRule(ruleId)).status).toBe(200)
    expect((await api.client.deleteTemplate(id)).status).toBe(200)
  })

  it('is recorded with on request: the same', async () => {
    const id = await api.template()
    await api.publish(domain, 'asked', 'one')
    const { body } = await api.client.start({
      templateId: id,
      pullDomain: domain,
      appName: 'asked',
      streamNames: 'one',
    })
    const persistentId = body.data?.[0]?.persistentId ?? ''
    expect((await api.client.modifyTemplate(id, { templateName: 'new' })).status).toBe(409)
    expect((await api.client.deleteTemplate(id)).status).toBe(409)
    expect((await api.client.stop(persistentId)).status).toBe(200)
    expect((await api.client.modifyTemplate(id, { templateName: 'new' })).status).toBe(200)
    expect((await api.client.deleteTemplate(id)).status).toBe(200)
  })
})
