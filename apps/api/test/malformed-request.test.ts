import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './api-fixture.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const send = async (bytes: string): Promise<string> => {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  socket.write(bytes)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

it.each([
  ['what is not HTTP', 'what is this\r\n\r\n', 'The request is not valid HTTP.'],
  [
    'headers that are too large',
    `GET /healthz HTTP/1.1\r\nHost: h\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`,
    'The request headers are too large.',
  ],
])('answers %s with a problem and ends the connection', async (_title, bytes, detail) => {
  const answer = await send(bytes)
  const [head, body] = answer.split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1.1 400 /)
  expect(head).toContain('application/problem+json')
  expect(JSON.parse(body ?? '')).toMatchObject({ code: 'INPUT_INVALID', detail })
})
