import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AliyunCall, codeOf, liveVersion, popCore } from './aliyun-clients.ts'
import { type AliyunApi, readKey, startAliyunApi } from './aliyun-fixture.ts'

let api: AliyunApi
let live: AliyunCall
beforeAll(async () => {
  api = await startAliyunApi()
})
beforeEach(async () => {
  live = popCore(api.endpoint, liveVersion, { key: await api.freshKey() })
})
afterAll(() => api.stop())

describe('a notification config', () => {
  const own = 'notify.example.com'
  const notify = (action: string, part: object = {}, call = live) =>
    call(`${action}LiveRecordNotifyConfig`, { DomainName: own, ...part })
  const NotifyUrl = 'https://hooks.example.com/live'
  const key = 'abcdefgh12345678'

  it('lives its whole life', async () => {
    await api.createDomain({ name: own, pullUrlPattern: 'rtmp://h/{app}/{stream}' })
    const OnDemandUrl = 'https://hooks.example.com/ask'
    await notify('Add', { NotifyUrl, OnDemandUrl, NotifyReqAuth: true, NotifyAuthKey: key })
    expect(await codeOf(notify('Add', { NotifyUrl }))).toBe('ConfigAlreadyExists')
    const described = { DomainName: own, NotifyUrl, OnDemandUrl, NotifyReqAuth: true }
    expect((await notify('Describe')).LiveRecordNotifyConfig).toEqual({
      ...described,
      NeedStatusNotify: false,
      NotifyAuthKey: key,
    })
    const reader = popCore(api.endpoint, liveVersion, { key: readKey })
    expect(JSON.stringify(await notify('Describe', {}, reader))).not.toContain(key)
    const [endpoint] = await api.store.endpoints.all()
    expect(endpoint).toMatchObject({
      url: NotifyUrl,
      dialect: 'aliyun-live',
      events: ['file.created', 'recording.failed'],
      filter: { domains: [own] },
    })
    expect((await api.store.domains.get(own))?.onDemand?.url).toBe(OnDemandUrl)
    await notify('Update', { NotifyUrl: `${NotifyUrl}/2`, NeedStatusNotify: true })
    expect((await notify('Describe')).LiveRecordNotifyConfig).toEqual({
      DomainName: own,
      NotifyUrl: `${NotifyUrl}/2`,
      OnDemandUrl: '',
      NeedStatusNotify: true,
      NotifyReqAuth: false,
      NotifyAuthKey: '',
    })
    await notify('Update', { NotifyUrl, NotifyReqAuth: true, NotifyAuthKey: `${key}9` })
    const signed = (await notify('Describe')).LiveRecordNotifyConfig
    expect(signed).toMatchObject({ NotifyAuthKey: `${key}9` })
    await notify('Delete')
    expect(await codeOf(notify('Describe'))).toBe('CodeConfigNotFound')
    expect(await api.store.endpoints.all()).toEqual([])
  })

  it('is the same receiver when it is changed: what is queued for it, and was sent to it, stays', async () => {
    const name = 'same.example.com'
    await api.createDomain({ name, pullUrlPattern: 'rtmp://h/{app}/{stream}' })
    const update = (part: object) => notify('Update', { DomainName: name, NotifyUrl, ...part })
    const only = async () => {
      const all = await api.store.endpoints.all()
      return all.filter(({ filter }) => filter.domains?.includes(name))
    }
    await notify('Add', { DomainName: name, NotifyUrl, NotifyReqAuth: true, NotifyAuthKey: key })
    const [made] = await only()
    await update({})
    expect(await only()).toMatchObject([{ id: made?.id, secrets: [], url: NotifyUrl }])
    const NotifyAuthKey = `${key}9`
    await update({ NotifyReqAuth: true, NotifyAuthKey })
    expect(await only()).toMatchObject([{ id: made?.id, secrets: [{ secret: NotifyAuthKey }] }])
  })

  it.each([
    ['no address', { NotifyUrl: 'ftp://x/y' }, 'InvalidNotifyUrl.Malformed'],
    ['a private address', { NotifyUrl: 'http://10.0.0.1/x' }, 'InvalidNotifyUrl.Unsafe'],
    [
      'a key of 15 letters',
      { NotifyUrl, NotifyReqAuth: true, NotifyAuthKey: key.slice(1) },
      'InvalidNotifyAuthKey.Malformed',
    ],
    ['no key to sign with', { NotifyUrl, NotifyReqAuth: true }, 'MissingNotifyAuthKey'],
    ['nothing', {}, 'MissingNotifyUrl'],
  ])('is refused for %s', async (_title, part, code) => {
    expect(await codeOf(notify('Add', part))).toBe(code)
  })
})
