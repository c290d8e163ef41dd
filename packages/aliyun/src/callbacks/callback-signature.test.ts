import { describe, expect, it } from 'vitest'
import { imsSignatureHeaders, liveSignatureHeaders } from './callback-signature.ts'

const nowMs = 1_519_375_990_999

describe('the signature of ApsaraVideo Live', () => {
  it('is the one that its documentation leads to', () => {
    const url = 'http://learn.aliyundoc.com/live/callback?a=1'
    expect(liveSignatureHeaders({ url, key: 'yourkey', nowMs })).toEqual({
      'ALI-LIVE-TIMESTAMP': '1519375990',
      'ALI-LIVE-SIGNATURE': '9e226fc2c250be266e3657e156f68c12',
    })
  })

  it.each(['https://learn.aliyundoc.com:8443/', 'http://u:p@learn.aliyundoc.com/x'])(
    'is over the domain name alone: %s',
    (url) => {
      expect(liveSignatureHeaders({ url, key: 'yourkey', nowMs })).toMatchObject({
        'ALI-LIVE-SIGNATURE': '9e226fc2c250be266e3657e156f68c12',
      })
    },
  )

  it('is left out without a key', () => {
    expect(liveSignatureHeaders({ url: 'http://a.test/', key: null, nowMs })).toEqual({})
  })
})

describe('the signature of IMS', () => {
  it('is the one that its documentation shows', () => {
    const url = 'https://www.example.com/your/callback'
    expect(imsSignatureHeaders({ url, key: 'test123', nowMs })).toEqual({
      'X-ICE-TIMESTAMP': '1519375990',
      'X-ICE-SIGNATURE': 'c72b60894140fa98920f1279219b7ed4',
    })
  })

  it('is over the whole URL', () => {
    const url = 'https://www.example.com/your/callback?'
    expect(imsSignatureHeaders({ url, key: 'test123', nowMs })['X-ICE-SIGNATURE']).not.toBe(
      'c72b60894140fa98920f1279219b7ed4',
    )
  })

  it('is left out without a key', () => {
    expect(imsSignatureHeaders({ url: 'http://a.test/', key: null, nowMs })).toEqual({})
  })
})
