import { isReservedHeader } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import { buildWebhookRequest } from './webhook-request.ts'

const requestFor = (url: string, headers: Record<string, string> = {}) =>
  buildWebhookRequest(
    { url, dialect: 'standard', secrets: [], headers },
    { headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' }, body: '{}' },
  )

describe('the headers of an endpoint', () => {
  it('are sent besides those of the dialect', () => {
    expect(requestFor('https://a.test/', { 'x-tenant': '7' }).headers).toEqual({
      'user-agent': 'Tapedeck-Webhooks/1',
      'x-tenant': '7',
      'content-type': 'application/json',
      'webhook-id': 'evt_1',
    })
  })

  it.each([
    'Host',
    'content-type',
    'Content-Length',
    'transfer-encoding',
    'connection',
    'Webhook-Id',
    'webhook-signature',
    'ALI-LIVE-SIGNATURE',
    'x-ice-timestamp',
    'proxy-authorization',
  ])('cannot be %s', (name) => {
    expect(isReservedHeader(name)).toBe(true)
    const { headers } = requestFor('https://a.test/', { [name]: 'mine' })
    expect(Object.values(headers)).not.toContain('mine')
  })

  it('may replace who asks and the authorization of the URL', () => {
    const own = { 'User-Agent': 'mine', Authorization: 'Bearer token' }
    expect(requestFor('https://u:p@a.test/', own).headers).toMatchObject({
      'user-agent': 'mine',
      authorization: 'Bearer token',
    })
  })
})

it('leaves user name and password out of path and origin', () => {
  const request = requestFor('https://u:p%40@a.test:8443/hook?key=1#part')
  expect(request).toMatchObject({ origin: 'https://a.test:8443', path: '/hook?key=1' })
  expect(request.headers.authorization).toBe(`Basic ${btoa('u:p@')}`)
})
