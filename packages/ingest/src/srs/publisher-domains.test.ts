import type { StoredSource } from '@tapedeck/domain'
import { expect, it } from 'vitest'
import { jsonServer, question } from '../sample-notification.ts'
import { createServerPoller } from '../server-poller.ts'

/** An SRS with these publishers on its default vhost. */
const pollOf = (clientIds: string[], answers: Record<string, unknown> = {}) => {
  const streams = clientIds.map((cid) => ({
    name: `s-${cid}`,
    app: 'live',
    url: `/live/s-${cid}`,
    publish: { active: true, cid },
  }))
  const clients = clientIds.map((cid) => [
    `/api/v1/clients/${cid}`,
    { code: 0, client: { tcUrl: `rtmp://of-${cid}.example/live`, publish: true } },
  ])
  const list: { code: number; streams: object[] } = { code: 0, streams }
  const server = jsonServer({
    ...Object.fromEntries(clients),
    ...answers,
    '/api/v1/streams': list,
  })
  const poller = createServerPoller(server)
  const { poll, signal } = question(server)
  return {
    list,
    poller,
    questions: () => server.asked.filter(({ url }) => url.pathname !== '/api/v1/streams').length,
    /** The domain of each stream, by its client. */
    ask: async (sourceId = 'src'): Promise<Record<string, string | null>> => {
      const source = { id: sourceId, kind: 'srs', domain: null, poll } as StoredSource
      const found = (await poller.ask(source, signal))?.streams ?? []
      return Object.fromEntries(found.map(({ publicationId, domain }) => [publicationId, domain]))
    },
  }
}

const ids = (count: number, prefix = 'c'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

const isKnown = (domain: string | null): boolean => domain !== null

it('every publisher is attributed after some polls, and none is asked for twice', async () => {
  const clientIds = ids(250)
  const { ask, questions } = pollOf(clientIds)
  const counts: number[] = []
  for (let n = 0; n < 4; n += 1) counts.push(Object.values(await ask()).filter(isKnown).length)
  expect(counts).toEqual([100, 200, 250, 250])
  expect(await ask()).toEqual(Object.fromEntries(clientIds.map((id) => [id, `of-${id}.example`])))
  expect(questions()).toBe(250)
})

it('publishers that SRS does not tell of keep nobody from their turn', async () => {
  const silent = ids(350, 'silent')
  const unknown = Object.fromEntries(silent.map((id) => [`/api/v1/clients/${id}`, undefined]))
  const { ask } = pollOf([...silent, 'last'], unknown)
  const found: (string | null | undefined)[] = []
  for (let n = 0; n < 4; n += 1) found.push((await ask()).last)
  expect(found).toEqual([null, null, null, 'of-last.example'])
})

it('a publisher who is gone, and a source that is deleted, are forgotten', async () => {
  const { ask, questions, list, poller } = pollOf(['a'])
  await ask()
  await ask('other')
  expect(questions()).toBe(2)
  poller.keep(new Set(['src']))
  await ask()
  expect(questions()).toBe(2)
  await ask('other')
  expect(questions()).toBe(3)
  const streams = list.streams.splice(0)
  await ask()
  list.streams.push(...streams)
  expect(await ask()).toEqual({ a: 'of-a.example' })
  expect(questions()).toBe(4)
})
