import type { StoredSource } from '@tapedeck/domain'
import { foundPublication, type PublishedStream } from '@tapedeck/ingest'
import { describe, expect, it } from 'vitest'
import { compareStreams, type LiveOfSource } from './compare-streams.ts'

const source = (domain: string | null = 'd') => ({ id: 'src', kind: 'srs', domain }) as StoredSource

const found = (stream: string, part: Partial<PublishedStream> = {}): PublishedStream => ({
  domain: null,
  app: 'live',
  stream,
  publicationId: `client-of-${stream}`,
  hasExactName: true,
  codec: null,
  videoKbps: null,
  ...part,
})

const live = (stream: string, part: Partial<PublishedStream> = {}, domain = 'd'): LiveOfSource => ({
  stream: { domain, app: 'live', stream },
  publication: foundPublication(found(stream, part), 'src', 1000),
})

const nothing: ReadonlySet<string> = new Set()

const compare = (
  streams: PublishedStream[],
  known: LiveOfSource[],
  { before = nothing, domain = 'd' as string | null, isComplete = true } = {},
) => compareStreams(source(domain), { streams, isComplete }, known, before)

const changes = ({ unknown, replaced, gone, nameless }: ReturnType<typeof compare>) => ({
  unknown: unknown.map(({ stream }) => `${stream.domain}/${stream.stream}`),
  replaced: replaced.map(({ stream }) => `${stream.domain}/${stream.stream}`),
  gone: gone.map(({ stream }) => `${stream.domain}/${stream.stream}`),
  nameless,
})
const none = { unknown: [], replaced: [], gone: [], nameless: 0 }

describe('a poll', () => {
  it('finds nothing wrong when both agree, also about a client without an id', () => {
    expect(changes(compare([found('a')], [live('a')]))).toEqual(none)
    expect(changes(compare([found('a', { publicationId: null })], [live('a')]))).toEqual(none)
  })

  it('shows at once what the store does not know', () => {
    expect(changes(compare([found('a'), found('b')], [live('b')]))).toEqual({
      ...none,
      unknown: ['d/a'],
    })
    expect(changes(compare([found('a', { domain: 'e' })], [], { domain: null }))).toEqual({
      ...none,
      unknown: ['e/a'],
    })
  })

  it('shows what is gone only when it was gone before, too', () => {
    const first = compare([], [live('a')])
    expect(changes(first)).toEqual(none)
    expect(changes(compare([], [live('a')], { before: first.seen }))).toEqual({
      ...none,
      gone: ['d/a'],
    })
    const again = live('a', { publicationId: 'another' })
    expect(changes(compare([], [again], { before: first.seen }))).toEqual(none)
    const between = compare([found('a')], [live('a')], { before: first.seen })
    expect(changes(compare([], [live('a')], { before: between.seen }))).toEqual(none)
  })

  it('shows another publisher only when it was seen before, too', () => {
    const other = found('a', { publicationId: 'other' })
    const first = compare([other], [live('a')])
    expect(changes(first)).toEqual(none)
    expect(changes(compare([other], [live('a')], { before: first.seen }))).toEqual({
      ...none,
      replaced: ['d/a'],
    })
  })

  it('does not miss anything in a list that is cut short', () => {
    const first = compare([], [live('a')], { isComplete: false })
    const second = compare([], [live('a')], { isComplete: false, before: first.seen })
    expect(changes(second)).toEqual(none)
  })

  it('finds the stream of a server that names no domain by its client', () => {
    const known = [live('a', { publicationId: 'old' }, 'x'), live('a', {}, 'y')]
    const first = compare([found('a')], known, { domain: null })
    expect(changes(first)).toEqual(none)
    expect(changes(compare([found('a')], known, { domain: null, before: first.seen }))).toEqual({
      ...none,
      gone: ['x/a'],
    })
    const stranger = [found('a', { publicationId: 'stranger' })]
    const third = compare(stranger, known, { domain: null })
    expect(changes(compare(stranger, known, { domain: null, before: third.seen }))).toEqual(none)
  })

  it('does not make up names', () => {
    expect(changes(compare([found('a')], [], { domain: null }))).toEqual({ ...none, nameless: 1 })
    const lossy = found('d j ', { hasExactName: false, publicationId: 'c' })
    expect(changes(compare([lossy], []))).toEqual({ ...none, nameless: 1 })
    const known = [live('déjà', { publicationId: 'c' })]
    const first = compare([lossy], known)
    expect(changes(compare([lossy], known, { before: first.seen }))).toEqual(none)
  })
})
