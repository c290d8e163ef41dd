import { expect, test } from 'vitest'
import { readEvents } from './read-events.ts'

const ignore = () => undefined

/** A body of these chunks; it stays open at its end when nothing more is said. */
const bodyOf = (chunks: Uint8Array[], { isOpen = false } = {}) => {
  const given: { reason?: unknown } = {}
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      if (!isOpen) controller.close()
    },
    cancel: () => {
      given.reason = 'given up'
    },
  })
  return { body, given }
}

test('reads characters and events that are split between chunks', async () => {
  const text = Buffer.from('id: 1-0\ndata: {"name":"Übertragung"}\n\nid: 2-0\ndata: {}\n\n')
  const chunks = Array.from(text, (byte) => Uint8Array.of(byte))
  const found = []
  for await (const { id, data } of readEvents(bodyOf(chunks).body, {
    silenceMs: 60_000,
    onRetry: ignore,
  }))
    found.push([id, JSON.parse(data)])
  expect(found).toEqual([
    ['1-0', { name: 'Übertragung' }],
    ['2-0', {}],
  ])
})

test('a stream that falls silent is given up', async () => {
  const { body, given } = bodyOf([Buffer.from('data: 1\n\n')], { isOpen: true })
  const events = readEvents(body, { silenceMs: 1, onRetry: ignore })
  expect((await events.next()).value?.data).toBe('1')
  await expect(events.next()).rejects.toThrow('the stream fell silent')
  expect(given.reason).toBe('given up')
})

test('an event without an end does not fill the memory', async () => {
  const rest = Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024, 'x'))
  const { body } = bodyOf([Buffer.from('data: '), ...rest])
  const reading = readEvents(body, { silenceMs: 60_000, onRetry: ignore }).next()
  await expect(reading).rejects.toThrow(/buffer/i)
})
