import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startRedis } from '../src/index.ts'

/** Sends one inline command and gives back the answer. */
const ask = async (url: string, command: string): Promise<string> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(`${command}\r\n`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return String(answer)
}

it('a Redis keeps its data and its URL over a crash, and is gone after stop', async () => {
  const server = await startRedis()
  expect(await ask(server.url, 'SET key value')).toContain('OK')
  await server.kill()
  await expect(ask(server.url, 'GET key')).rejects.toThrow('ECONNREFUSED')
  await server.restart()
  expect(await ask(server.url, 'GET key')).toContain('value')
  await server.restart()
  expect(await ask(server.url, 'GET key')).toContain('value')
  await server.stop()
  await server.stop()
  await expect(ask(server.url, 'GET key')).rejects.toThrow('ECONNREFUSED')
})
