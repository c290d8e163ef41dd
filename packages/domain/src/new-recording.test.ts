import { expect, test } from 'vitest'
import { newRecording } from './new-recording.ts'
import { plainTemplate } from './template.ts'

const request = {
  id: 'r1',
  name: null,
  source: { type: 'rtmp', url: 'rtmp://o/a/s' },
  stream: { domain: 'o', app: 'a', stream: 's' },
  templateId: null,
  template: {
    ...plainTemplate,
    name: 't',
    formats: [],
    waitSeconds: 1,
    mergeWindowSeconds: 1,
    storage: null,
    notifyUrl: null,
  },
  storage: { type: 's3', bucket: 'b' },
  notifyUrl: null,
  createdAtMs: 7,
} as const

test('a new recording is accepted, and nothing has happened of it', () => {
  const recording = newRecording({ ...request, template: { ...request.template, formats: [] } })
  expect(recording).toMatchObject({
    state: 'accepted',
    revision: 1,
    generation: 0,
    createdAtMs: 7,
    startedAtMs: null,
    desired: { stop: null, splits: 0 },
  })
  expect('origin' in recording || 'rendition' in recording).toBe(false)
})
