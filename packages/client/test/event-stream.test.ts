import { expect, it, onTestFinished } from 'vitest'
import { createClient } from '../src/index.ts'
import { json, type Step, startScriptedServer } from './scripted-server.ts'

const frame = (id: number): string =>
  `id: ${id}-0\nevent: file.created\ndata: {"id":"evt_${id}","type":"file.created"}\n\n`

/** A stream of server-sent events that ends with its last part, or is cut there. */
const stream =
  (parts: string[], end: 'end' | 'cut' | 'open' = 'end'): Step =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('retry: 1\n\n')
    for (const part of parts) response.write(part)
    if (end === 'end') response.end()
    // after what was written has gone out
    if (end === 'cut') setImmediate(() => response.destroy())
  }

const over: Step = (response) => {
  response.writeHead(204).end()
}

const follow = async (...script: Step[]) => {
  const server = await startScriptedServer(...script)
  onTestFinished(() => server.stop())
  return { server, client: createClient({ baseUrl: server.url, key: 'k', random: () => 0 }) }
}

it('comes back after the last event that it saw, until it is over', async () => {
  const { server, client } = await follow(
    stream([frame(1), frame(2)]),
    json(503, { code: 'SERVICE_BUSY', detail: 'Full.' }),
    stream([frame(3), frame(4).slice(0, -1)], 'end'),
    over,
  )
  const states: string[] = []
  const seen: string[] = []
  const entries = client.recordings.events('r1', {
    after: '0-0',
    onConnection: (state) => states.push(state),
  })
  for await (const { entryId, event } of entries) {
    expect(event.type).toBe('file.created')
    seen.push(entryId)
  }
  // the fourth was cut short
  expect(seen).toEqual(['1-0', '2-0', '3-0'])
  expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([
    '0-0',
    '2-0',
    '2-0',
    '3-0',
  ])
  expect(states).toEqual(['open', 'broken', 'broken', 'open', 'broken'])
})

it('comes back after a cut in the middle', async () => {
  const { client } = await follow(stream([frame(1)], 'cut'), stream([frame(2)]), over)
  const seen: string[] = []
  for await (const { entryId } of client.recordings.events('r1')) seen.push(entryId)
  expect(seen.at(-1)).toBe('2-0')
})

it('throws what coming back would not change', async () => {
  const { server, client } = await follow(
    json(404, { code: 'RECORDING_NOT_FOUND', detail: 'There is none.' }),
  )
  await expect(client.recordings.events('none').next()).rejects.toMatchObject({
    code: 'RECORDING_NOT_FOUND',
  })
  expect(server.requests).toHaveLength(1)
})

it('ends with its signal, and with its reader, and leaves no connection open', async () => {
  const closed: Promise<void>[] = []
  const open: Step = (response, request) => {
    closed.push(new Promise((resolve) => response.once('close', resolve)))
    stream([frame(1)], 'open')(response, request)
  }
  const { client } = await follow(open)
  const ending = new AbortController()
  for await (const _ of client.recordings.events('r1', { signal: ending.signal })) ending.abort()
  for await (const _ of client.recordings.events('r1')) break
  await Promise.all(closed)
  expect(closed).toHaveLength(2)
})
