import type { ToldEvent } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { renderLiveCallback } from './live-callback.ts'
import { sampleMessage, testMessage } from './sample-messages.ts'

const facts = { url: 'http://a.test/', key: null, nowMs: 0 }
const bodyOf = (message: ToldEvent): unknown => {
  const rendered = renderLiveCallback(message, facts)
  return rendered === null ? null : JSON.parse(rendered.body)
}
const stream = { domain: 'play.example.com', app: 'live', stream: 'a' }

describe('the callback of a file', () => {
  const fileBody = {
    ...stream,
    uri: 'record/live/0_2017-03-08-23:09:46_2017-03-08-23:10:40.flv',
    duration: 69.403,
    start_time: 1_488_985_786,
    stop_time: 1_488_985_840,
  }

  it('is the documented one, with the arguments of the publisher', () => {
    const pushArgs = { callback_args1: 'value1', callback_myid: '1231389741' }
    expect(bodyOf(sampleMessage('file.created', { context: { pushArgs } }))).toStrictEqual({
      ...fileBody,
      push_args: pushArgs,
    })
  })

  it('has no arguments when the publisher gave none', () => {
    expect(bodyOf(sampleMessage('file.created'))).toStrictEqual(fileBody)
  })
})

describe('the callback of a status', () => {
  it.each([
    ['recording.started', 'record_started'],
    ['recording.interrupted', 'record_paused'],
    ['recording.paused', 'record_paused'],
    ['recording.resumed', 'record_resumed'],
  ] as const)('of %s is %s', (type, event) => {
    expect(bodyOf(sampleMessage(type))).toStrictEqual({ ...stream, event })
  })

  it.each([
    ['storage_failed', 'the bucket is gone', 'AccessDenied', 'the bucket is gone'],
    ['no_stream', null, 'StreamNotFound', 'no_stream'],
    ['internal', null, 'InternalError', 'internal'],
    [null, null, 'InternalError', 'unknown'],
  ] as const)(
    'of a failure by %s (%s) is record_error %s',
    (reason, reasonDetail, code, message) => {
      const failed = sampleMessage('recording.failed', { data: { reason, reasonDetail } })
      expect(bodyOf(failed)).toStrictEqual({
        ...stream,
        event: 'record_error',
        error_info: { code, message },
        time: '2017-03-08T15:10:41Z',
      })
    },
  )

  it('is not there for what the service does not tell', () => {
    for (const type of ['recording.completed', 'recording.canceled', 'recording.degraded'] as const)
      expect(bodyOf(sampleMessage(type))).toBeNull()
  })
})

it('tries an endpoint out with an event of no stream', () => {
  expect(bodyOf(testMessage)).toMatchObject({ event: 'endpoint_test', stream: '' })
})

it('is JSON and signed when there is a key', () => {
  const { headers } =
    renderLiveCallback(sampleMessage('file.created'), { ...facts, key: 'k' }) ?? {}
  expect(headers).toEqual({
    'content-type': 'application/json',
    'ALI-LIVE-TIMESTAMP': '0',
    'ALI-LIVE-SIGNATURE': expect.stringMatching(/^[0-9a-f]{32}$/),
  })
})
