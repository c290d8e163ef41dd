import { expect, test } from 'vitest'
import { eventIdOf } from './recording-event.ts'

test('the same fact has the same id, another fact another', () => {
  const id = eventIdOf('rec_1', 'file.created', 'rec_1.mp4.0')
  expect(id).toBe(eventIdOf('rec_1', 'file.created', 'rec_1.mp4.0'))
  const others = [
    eventIdOf('rec_1', 'file.created', 'rec_1.mp4.1'),
    eventIdOf('rec_2', 'file.created', 'rec_1.mp4.0'),
    eventIdOf('rec_1', 'recording.started', 'rec_1.mp4.0'),
  ]
  expect(new Set([id, ...others]).size).toBe(4)
})
