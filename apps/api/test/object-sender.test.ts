import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFilesystemStore } from '@tapedeck/object-store'
import Fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { createObjectSender } from '../src/playlists/object-sender.ts'

/** More than the sockets between two processes hold. */
const bytes = 64 * 1024 * 1024

it('cuts off a reader that takes nothing, and has its place for another', async () => {
  const rootDirectory = await mkdtemp(join(tmpdir(), 'tapedeck-sender-'))
  onTestFinished(() => rm(rootDirectory, { recursive: true }))
  await writeFile(join(rootDirectory, 'long.mp4'), '')
  await truncate(join(rootDirectory, 'long.mp4'), bytes)
  const store = createFilesystemStore({ rootDirectory, directory: null })
  const sender = createObjectSender('files', 1, { stalledMs: 3000 })
  const api = Fastify()
  onTestFinished(() => api.close())
  const object = { store, key: 'long.mp4', bytes, contentType: 'video/mp4' }
  api.get('/', (_request, reply) => sender.send(reply, undefined, async () => object))
  await api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = api.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: api\r\n\r\n')
  await once(api.server, 'request')
  await expect.poll(() => sender.open()).toBe(1)
  await expect.poll(() => sender.open(), { timeout: 30_000 }).toBe(0)
  const whole = await fetch(`http://127.0.0.1:${port}/`)
  expect((await whole.arrayBuffer()).byteLength).toBe(bytes)
})
