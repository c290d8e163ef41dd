import type { IngestKind } from '@tapedeck/domain'
import { describe, expect, it } from 'vitest'
import type { StreamEvent } from './ingest-event.ts'
import { foundPublication, isPublicationOf, toldPublication } from './publication-id.ts'

const event = (publicationId: string | null): StreamEvent => ({
  kind: 'published',
  domain: null,
  app: 'live',
  stream: 'stage',
  publicationId,
  codec: null,
  videoKbps: null,
  args: {},
})
const found = (publicationId: string | null) => ({ ...event(publicationId), hasExactName: true })
const source = (kind: IngestKind) => ({ id: 'src', kind })

describe('the publication that is told', () => {
  it('is the same when it is told twice', () => {
    const first = toldPublication(event('c1'), source('srs'), null, 1000)
    expect(toldPublication(event('c1'), source('srs'), first, 2000)).toBe(first)
    const nameless = toldPublication(event(null), source('mediamtx'), null, 1000)
    expect(toldPublication(event(null), source('mediamtx'), nameless, 2000)).toBe(nameless)
  })

  it('is another one for another client, another source, and a client that comes again', () => {
    const first = toldPublication(event('c1'), source('srs'), null, 1000)
    const others = [
      toldPublication(event('c2'), source('srs'), first, 1000),
      toldPublication(event('c1'), { id: 'other', kind: 'srs' }, first, 1000),
      toldPublication(event('c1'), source('srs'), null, 2000),
    ]
    expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(4)
  })

  it('is another one whenever nginx tells: after a restart it counts its clients anew', () => {
    const first = toldPublication(event('1'), source('nginx-rtmp'), null, 1000)
    expect(toldPublication(event('1'), source('nginx-rtmp'), first, 2000).id).not.toBe(first.id)
  })

  it('is that which a poll finds', () => {
    for (const id of ['c1', 'c@1', 'a:b', 'x'.repeat(200), '__proto__']) {
      const told = toldPublication(event(id), source('srs'), null, 1000)
      expect(isPublicationOf(told, 'src', id)).toBe(true)
      expect(isPublicationOf(told, 'src', `${id}1`)).toBe(false)
      expect(isPublicationOf(told, 'other', id)).toBe(false)
      expect(isPublicationOf(told, 'src', null)).toBe(true)
      expect(isPublicationOf(told, 'other', null)).toBe(false)
      const polled = foundPublication(found(id), 'src', 5000)
      expect(isPublicationOf(polled, 'src', id)).toBe(true)
      expect(foundPublication(found(id), 'src', 6000).id).toBe(polled.id)
      expect(toldPublication(event(id), source('srs'), polled, 7000)).toBe(polled)
    }
  })
})
