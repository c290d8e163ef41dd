import { akskHeaders, sendOverWire } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accessKey,
  type CdnetworksApi,
  secretKey,
  startCdnetworks,
  templateBody,
} from './cdnetworks-fixture.ts'

let api: CdnetworksApi
beforeAll(async () => {
  api = await startCdnetworks()
})
afterAll(() => api.stop())

const templates = '/recording-parameter-templates'

describe('a request of a client of CDNetworks', () => {
  it.each(['aksk', 'date', 'x-cnc-date'] as const)('signed by %s is served', async (signing) => {
    const client = api.clientOf({ signing })
    const added = await client.addTemplate({ ...templateBody, templateName: signing })
    expect(added.body).toEqual({
      code: 200,
      message: 'success',
      data: { templateId: expect.stringMatching(/^\d+$/) },
    })
    expect(added.headers['x-cnc-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    const id = added.body.data?.templateId ?? ''
    const { body } = await client.queryTemplates({ templateId: id })
    expect(body.data?.list[0]).toMatchObject({ templateName: signing })
    expect((await client.deleteTemplate(id)).body).toEqual({ code: 200, message: 'success' })
  })

  it('is signed over the bytes as they were sent, however they are printed', async () => {
    const text = JSON.stringify({ ...templateBody, templateName: 'spaced' }, null, '\t ')
    const request = api.client.sign('POST', templates, `\n${text}\r\n`)
    const { body } = await sendOverWire<{ templateId: string }>(api.cdnetworksUrl, request)
    expect(body.code).toBe(200)
    await api.client.deleteTemplate(body.data?.templateId ?? '')
  })

  it('is refused when its body was tampered with, and nothing changes', async () => {
    const request = api.client.sign('POST', templates, JSON.stringify(templateBody))
    const before = await api.contents()
    const tampered = { ...request, body: request.body.replace('evening', 'morning') }
    const answer = await sendOverWire(api.cdnetworksUrl, tampered)
    expect([answer.status, answer.body.code]).toEqual([401, 401])
    expect(answer.body.message).toContain('SIGNATURE_INVALID')
    expect(await api.contents()).toEqual(before)
  })

  it('is refused when it comes a second time', async () => {
    const request = api.client.sign('GET', templates, '')
    expect((await sendOverWire(api.cdnetworksUrl, request)).status).toBe(200)
    const again = await sendOverWire(api.cdnetworksUrl, request)
    expect(again.body).toEqual({ code: 401, message: expect.stringContaining('REQUEST_REPLAYED') })
  })

  it('is served once when it comes twice at the same time', async () => {
    const request = api.client.sign('GET', templates, '')
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sendOverWire(api.cdnetworksUrl, request)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it.each(['aksk', 'date'] as const)(
    'signed by %s is refused with a skewed clock',
    async (signing) => {
      for (const skewMs of [-400_000, 400_000]) {
        const skewed = api.clientOf({ signing, clock: () => Date.now() + skewMs })
        const { status, body } = await skewed.queryTemplates()
        expect([status, body.message]).toEqual([401, expect.stringContaining('TIMESTAMP_OUT_OF')])
      }
    },
  )

  it('is refused without credentials, with unknown ones and with wrong ones', async () => {
    const target = `/api/v2/streams${templates}`
    const bare = await sendOverWire(api.cdnetworksUrl, {
      method: 'GET',
      target,
      headers: {},
      body: '',
    })
    expect(bare.body).toMatchObject({
      code: 401,
      message: expect.stringContaining('Authorization'),
    })
    const stranger = api.clientOf({ key: { accessKey: 'nobody', secretKey } })
    expect((await stranger.queryTemplates()).body.message).toContain('ACCESS_KEY_UNKNOWN')
    for (const signing of ['aksk', 'date'] as const) {
      const liar = api.clientOf({ signing, key: { accessKey, secretKey: 'guessed' } })
      expect((await liar.queryTemplates()).body.message).toContain('SIGNATURE_INVALID')
    }
  })

  it('is refused when its key is disabled, is for another API, or may only read', async () => {
    await api.createKey({ id: 'disabled', isEnabled: false })
    await api.createKey({ id: 'other', apis: ['live'] })
    await api.createKey({ id: 'reader', mode: 'read' })
    const clientOfKey = (id: string) => api.clientOf({ key: { accessKey: id, secretKey } })
    expect((await clientOfKey('disabled').queryTemplates()).status).toBe(401)
    expect((await clientOfKey('other').queryTemplates()).status).toBe(403)
    expect((await clientOfKey('reader').queryTemplates()).status).toBe(200)
    const refused = await clientOfKey('reader').addTemplate(templateBody)
    expect(refused.body).toMatchObject({ code: 403, message: expect.stringContaining('only read') })
  })

  it('is throttled over all operations, and told when to come again', async () => {
    await api.createKey({ id: 'busy' })
    const busy = api.clientOf({ key: { accessKey: 'busy', secretKey } })
    expect((await busy.queryTemplates()).status).toBe(200)
    expect((await busy.queryRules()).status).toBe(200)
    // as many as are left but one
    for (let count = 0; count < 297; count++)
      await api.store.requestGuards.allow('cdnetworks:busy', { requests: 300, windowMs: 300_000 })
    expect((await busy.stop('none')).status).toBe(404)
    const { status, headers, body } = await busy.queryRules()
    expect([status, body.code, body.message]).toEqual([
      429,
      429,
      expect.stringContaining('300 requests'),
    ])
    expect(Number(headers['retry-after'])).toBeGreaterThan(200)
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(300)
    expect((await api.client.queryRules()).status).toBe(200)
  })

  it('that is forged does not use up the limit of its key', async () => {
    await api.createKey({ id: 'calm' })
    const forger = api.clientOf({ key: { accessKey: 'calm', secretKey: 'guessed' } })
    await forger.queryTemplates()
    const limit = { requests: 1, windowMs: 300_000 }
    expect(await api.store.requestGuards.allow('cdnetworks:calm', limit)).toMatchObject({
      isAllowed: true,
    })
  })

  it('to an address that does not exist, or that is no JSON, is answered in the envelope', async () => {
    const { body } = await api.client.call('GET', '/nothing')
    expect(body).toMatchObject({ code: 404, message: expect.stringContaining('ROUTE_NOT_FOUND') })
    const request = api.client.sign('POST', templates, '{')
    const answer = await sendOverWire(api.cdnetworksUrl, request)
    expect(answer.body).toMatchObject({
      code: 400,
      message: expect.stringContaining('BODY_NOT_JSON'),
    })
    const large = api.client.sign('POST', templates, `"${'x'.repeat(300_000)}"`)
    expect((await sendOverWire(api.cdnetworksUrl, large)).body.code).toBe(413)
  })

  it('is signed with the host that it was sent to', async () => {
    const path = `/api/v2/streams${templates}`
    const unsigned = { method: 'GET', path, query: '', host: 'elsewhere.example', body: '' }
    const key = { accessKey, secretKey }
    const headers = akskHeaders(unsigned, key, Math.floor(Date.now() / 1000))
    const { host } = new URL(api.cdnetworksUrl)
    const request = { method: 'GET', target: path, headers: { ...headers, host }, body: '' }
    expect((await sendOverWire(api.cdnetworksUrl, request)).status).toBe(401)
  })

  it('leaves no secret in the log', () => {
    expect(api.lines.join('\n')).not.toContain(secretKey)
  })
})
