import type { ToldEvent } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { renderImsCallback } from './ims-callback.ts'
import { sampleMessage, testMessage } from './sample-messages.ts'

const facts = { url: 'http://a.test/', key: null, nowMs: 0 }
const bodyOf = (message: ToldEvent): unknown => {
  const rendered = renderImsCallback(message, facts)
  return rendered === null ? null : JSON.parse(rendered.body)
}
const envelope = { UserId: 1, EventTime: '2017-03-08T15:10:41Z' }

it('tells of a file in the envelope of IMS, with the fields of ListLiveRecordFiles', () => {
  expect(bodyOf(sampleMessage('file.created'))).toStrictEqual({
    EventType: 'LiveRecordFileCreated',
    ...envelope,
    MessageBody: {
      Status: 'Success',
      JobId: 'rec_1',
      JobName: 'evening show',
      RecordId: 'file_1',
      Format: 'flv',
      RecordOutput: '{"Type":"oss","Bucket":"archive"}',
      OssObject: 'record/live/0_2017-03-08-23:09:46_2017-03-08-23:10:40.flv',
      CreateTime: '2017-03-08T15:10:41Z',
      StartTime: '2017-03-08T15:09:46Z',
      EndTime: '2017-03-08T15:10:40Z',
      Duration: 69.403,
      Width: 1280,
      Height: 720,
    },
  })
})

describe('the status of a job', () => {
  it.each([
    ['recording.started', 'recording', 'started'],
    ['recording.paused', 'paused', 'paused'],
    ['recording.resumed', 'interrupted', 'started'],
    ['recording.completed', 'completed', 'paused'],
    ['recording.failed', 'failed', 'paused'],
    ['recording.canceled', 'canceled', 'paused'],
  ] as const)('is told by %s as %s is answered: %s', (type, state, status) => {
    const message = sampleMessage(type, { data: { state, reason: 'stream_ended' } })
    expect(bodyOf(message)).toStrictEqual({
      EventType: 'LiveRecordTaskStatus',
      ...envelope,
      MessageBody: {
        JobId: 'rec_1',
        JobName: 'evening show',
        Status: status,
        State: state,
        Reason: 'stream_ended',
      },
    })
  })

  it('is not told of what IMS does not know', () => {
    expect(bodyOf(sampleMessage('recording.interrupted'))).toBeNull()
    expect(bodyOf(sampleMessage('recording.degraded'))).toBeNull()
  })
})

it('tries an endpoint out with an event type of its own', () => {
  expect(bodyOf(testMessage)).toMatchObject({ EventType: 'EndpointTest' })
})

it('is JSON and signed when there is a key', () => {
  const { headers } = renderImsCallback(sampleMessage('file.created'), { ...facts, key: 'k' }) ?? {}
  expect(Object.keys(headers ?? {})).toEqual(['content-type', 'X-ICE-TIMESTAMP', 'X-ICE-SIGNATURE'])
})
