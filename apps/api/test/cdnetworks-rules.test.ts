import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CdnetworksApi, startCdnetworks } from './cdnetworks-fixture.ts'
import { advance } from './recording-states.ts'

let api: CdnetworksApi
let templateId: string
beforeAll(async () => {
  api = await startCdnetworks()
  templateId = await api.template()
})
afterAll(() => api.stop())

const pullDomain = 'rules.example.com'

const query = async (filter: Record<string, string | number>) =>
  (await api.client.queryRules(filter)).body.data

describe('a rule of CDNetworks', () => {
  it('is answered as it was added, with its types', async () => {
    const body = {
      templateId,
      pullDomain,
      domain: 'push.example.com',
      appName: 'whole',
      streamName: 'one',
      streamParams: 'a=1&b=2',
      isEnabled: 0,
    }
    const ruleId = await api.rule(body)
    expect(await query({ ruleId })).toEqual({
      total: 1,
      list: [{ ...body, ruleId, createTime: expect.any(Number) }],
    })
  })

  it('is for a whole domain when nothing else is said, and enabled', async () => {
    const ruleId = await api.rule({ templateId: Number(templateId), pullDomain: 'Any.example.com' })
    expect((await query({ ruleId }))?.list[0]).toMatchObject({
      templateId,
      pullDomain: 'any.example.com',
      domain: '',
      appName: '',
      streamName: '',
      streamParams: '',
      isEnabled: 1,
    })
  })

  it('makes its domain known, with the configured pull URL', async () => {
    const name = 'new-domain.example.com'
    await api.rule({ templateId, pullDomain: name })
    expect(await api.store.domains.get(name)).toMatchObject({
      pullUrlPattern: 'rtmp://{domain}/{app}/{stream}',
    })
  })

  it('leaves a domain that is known as it is', async () => {
    const name = 'known.example.com'
    const body = { name, pullUrlPattern: 'rtmp://origin/{app}/{stream}' }
    await api.call({ method: 'POST', path: '/v1/domains', body })
    await api.rule({ templateId, pullDomain: name })
    expect((await api.store.domains.get(name))?.pullUrlPattern).toBe(body.pullUrlPattern)
  })

  it('is modified where something is sent; what is sent empty is taken away', async () => {
    const ruleId = await api.rule({
      templateId,
      pullDomain,
      domain: 'push.example.com',
      appName: 'change',
      streamName: 'one',
      streamParams: 'a=1',
    })
    const shown = async () => (await query({ ruleId }))?.list[0]
    const before = await shown()
    expect((await api.client.modifyRule(ruleId, {})).body).toEqual({
      code: 200,
      message: 'success',
    })
    expect(await shown()).toEqual(before)
    const other = await api.template({ templateName: 'other' })
    await api.client.modifyRule(ruleId, { templateId: other, isEnabled: 0, streamName: '' })
    expect(await shown()).toEqual({ ...before, templateId: other, isEnabled: 0, streamName: '' })
    // what a client of another API deleted is of this one again
    await api.store.rules.change(ruleId, (known) => ({ ...known, isDeleted: true }))
    await api.client.modifyRule(ruleId, { domain: '', streamParams: '', appName: 'changed' })
    expect(await api.store.rules.get(ruleId)).toMatchObject({ isEnabled: false, isDeleted: false })
    expect(await shown()).toMatchObject({ domain: '', streamParams: '', appName: 'changed' })
  })

  it.each([
    ['no template', { templateId: undefined }, 400, 'templateId'],
    ['a template that is not there', { templateId: '99999' }, 404, 'TEMPLATE_NOT_FOUND'],
    ['no pull domain', { pullDomain: undefined }, 400, 'pullDomain'],
    ['an empty pull domain', { pullDomain: '' }, 400, 'pullDomain'],
    ['an empty push domain', { domain: '' }, 400, 'domain'],
    ['a switch that is none', { isEnabled: 2 }, 400, 'isEnabled'],
    ['the pattern of another rule', { appName: 'taken' }, 409, 'RULE_EXISTS'],
  ])('with %s is refused', async (_title, part, code, word) => {
    if (code === 409) await api.rule({ templateId, pullDomain, appName: 'taken' })
    const { body } = await api.client.addRule({ templateId, pullDomain, appName: 'bad', ...part })
    expect(body).toEqual({ code, message: expect.stringContaining(word) })
    expect((await query({ pullDomain, appName: 'bad' }))?.total).toBe(0)
  })

  it('may not be modified to have no template or no pull domain', async () => {
    const ruleId = await api.rule({ templateId, pullDomain, appName: 'keep' })
    for (const part of [{ templateId: '' }, { pullDomain: '' }])
      expect((await api.client.modifyRule(ruleId, part)).status).toBe(400)
  })

  it('that is not there is told as 404', async () => {
    for (const { body } of [
      await api.client.modifyRule('rule_none', {}),
      await api.client.deleteRule('rule_none'),
    ])
      expect(body).toMatchObject({ code: 404, message: expect.stringContaining('RULE_NOT_FOUND') })
    expect(await query({ ruleId: 'rule_none' })).toEqual({ total: 0, list: [] })
  })
})

describe('the rules', () => {
  it('are found by each filter, in pages of 50, newest first', async () => {
    const domain = 'filters.example.com'
    const other = await api.template()
    const ids: string[] = []
    for (let index = 0; index < 52; index++)
      ids.push(
        await api.rule({
          templateId: index < 3 ? other : templateId,
          pullDomain: domain,
          domain: index < 2 ? 'push-a.example.com' : 'push-b.example.com',
          appName: `app-${index % 4}`,
          streamName: `stream-${index}`,
        }),
      )
    const idsOf = async (filter: Record<string, string | number>) => {
      const { total = 0, list = [] } = (await query(filter)) ?? {}
      return { total, ids: list.map(({ ruleId }) => ruleId) }
    }
    const newest = ids.toReversed()
    const wanted = { pullDomain: domain }
    expect(await idsOf(wanted)).toEqual({ total: 52, ids: newest.slice(0, 50) })
    expect(await idsOf({ ...wanted, pageNum: 2 })).toEqual({ total: 52, ids: newest.slice(50) })
    expect((await idsOf({ ...wanted, pageSize: 200 })).ids).toEqual(newest)
    expect((await idsOf({ ...wanted, appName: 'app-1' })).total).toBe(13)
    expect((await idsOf({ ...wanted, streamName: 'stream-7' })).ids).toEqual([ids[7]])
    expect((await idsOf({ ...wanted, domain: 'push-a.example.com' })).total).toBe(2)
    expect((await idsOf({ templateId: other })).total).toBe(3)
    expect((await idsOf({ templateId: '99999' })).total).toBe(0)
    expect((await api.client.queryRules({ pageSize: 201 })).status).toBe(400)
    const byBody = await api.client.call<{ total: number }>('GET', '/recording-rules', {
      pullDomain: domain,
      appName: 'app-1',
    })
    expect(byBody.body.data?.total).toBe(13)
  })
})

describe('the longest match', () => {
  it('wins over domain, application and stream, whatever the order', async () => {
    const domain = 'longest.example.com'
    const templates = {
      app: await api.template({ templateName: 'of app' }),
      stream: await api.template({ templateName: 'of stream' }),
      domain: await api.template({ templateName: 'of domain' }),
      name: await api.template({ templateName: 'of a stream in any application' }),
    }
    await api.rule({ templateId: templates.app, pullDomain: domain, appName: 'live' })
    const rule = { templateId: templates.stream, pullDomain: domain, appName: 'live' }
    const ofStream = await api.rule({ ...rule, streamName: 'one' })
    await api.rule({ templateId: templates.domain, pullDomain: domain })
    const name = { templateId: templates.name, pullDomain: domain, streamName: 'three' }
    await api.rule(name)
    const recordedBy = async (app: string, stream: string) =>
      (await api.publish(domain, app, stream)).inForce?.template.name
    expect(await recordedBy('live', 'one')).toBe('of stream')
    expect(await recordedBy('live', 'two')).toBe('of app')
    expect(await recordedBy('other', 'one')).toBe('of domain')
    expect(await recordedBy('other', 'three')).toBe('of a stream in any application')
    expect(await recordedBy('live', 'three')).toBe('of a stream in any application')
    await api.client.modifyRule(ofStream, { isEnabled: 0 })
    expect(await recordedBy('live', 'one')).toBe('of app')
  })
})

describe('a rule that is executing', () => {
  it('is not deleted until its recordings have ended', async () => {
    const domain = 'executing.example.com'
    const ruleId = await api.rule({ templateId, pullDomain: domain, appName: 'live' })
    const live = await api.publish(domain, 'live', 'one')
    const refused = await api.client.deleteRule(ruleId)
    expect(refused.body).toEqual({
      code: 409,
      message: expect.stringMatching(/RULE_EXECUTING.*executing\.example\.com\/live\/one/),
    })
    const id = live.recordings[0]?.recordingId ?? ''
    await advance(api.store, id, 'recording')
    await api.context.control.unpublish({ domain, app: 'live', stream: 'one' }, null)
    await advance(api.store, id, 'completed')
    expect((await api.client.deleteRule(ruleId)).body).toEqual({ code: 200, message: 'success' })
    expect((await query({ ruleId }))?.total).toBe(0)
  })
})
