import { isTapedeckError } from '@tapedeck/contracts'
import { expect, it } from 'vitest'
import { createSignedLinks, type LinkQuery } from './signed-links.ts'

const keyOf = (text: string) => ({ reveal: () => text.repeat(16) })
const nowMs = 1_767_225_600_500
const linksAt = (clockMs: number, key = 'ab') =>
  createSignedLinks({ masterKey: keyOf(key), lifetimeSeconds: 60, clock: () => clockMs })

const file = { recordingId: 'rec_a', fileId: 'rec_a.mp4.0' }
const link = linksAt(nowMs).link('https://tapes.example.com', file)
const sent = Object.fromEntries(new URL(link).searchParams) as {
  expires: string
  signature: string
}
const flipped = `${sent.signature.startsWith('A') ? 'B' : 'A'}${sent.signature.slice(1)}`

it('names the file, and when it ends', () => {
  const { origin, pathname } = new URL(link)
  expect(`${origin}${pathname}`).toBe(
    'https://tapes.example.com/v1/recordings/rec_a/files/rec_a.mp4.0/content',
  )
  expect(sent.expires).toBe('1767225660')
  expect(sent.signature).toMatch(/^[\w-]{43}$/)
})

it('can be put into an address whatever the file is called', () => {
  const odd = linksAt(nowMs).link('', { recordingId: 'a/b', fileId: 'ü?&.0' })
  expect(odd).toMatch(/^\/v1\/recordings\/a%2Fb\/files\/%C3%BC%3F%26\.0\/content\?expires=/)
})

it('works until its last moment, for every API with the same master key', () => {
  expect(() => linksAt(nowMs).check(file, sent)).not.toThrow()
  expect(() => linksAt(1_767_225_659_999).check(file, sent)).not.toThrow()
})

type Case = { atMs?: number; of?: typeof file; key?: string }

it.each<[title: string, detail: RegExp, query: LinkQuery, part?: Case]>([
  ['after its time', /until 2026-01-01T00:01:00.000Z/, sent, { atMs: 1_767_225_660_000 }],
  ['for another file', /not that of/, sent, { of: { ...file, fileId: 'rec_a.mp4.1' } }],
  ['for another recording', /not that of/, sent, { of: { ...file, recordingId: 'rec_b' } }],
  [
    'with the names shifted',
    /not that of/,
    sent,
    { of: { recordingId: 'rec_arec_a', fileId: '.mp4.0' } },
  ],
  ['by another master key', /not that of/, sent, { key: 'ac' }],
  ['with a later end', /not that of/, { ...sent, expires: '1767225661' }],
  ['with its end written otherwise', /not that of/, { ...sent, expires: '01767225660' }],
  ['with an end that is none', /not that of/, { ...sent, expires: 'Infinity' }],
  ['with another signature', /not that of/, { ...sent, signature: flipped }],
  ['with half a signature', /not that of/, { ...sent, signature: sent.signature.slice(0, 20) }],
  ['with more than a signature', /not that of/, { ...sent, signature: `${sent.signature}AAAA` }],
  ['with an empty signature', /not that of/, { ...sent, signature: '' }],
  ['without a signature', /has one/, { expires: sent.expires }],
  ['without an end', /has one/, { signature: sent.signature }],
  ['with two signatures', /has one/, { ...sent, signature: [sent.signature, sent.signature] }],
])('does not work %s', (_title, detail, query, part = {}) => {
  const { atMs = nowMs, of = file, key = 'ab' } = part
  let refusal: unknown
  try {
    linksAt(atMs, key).check(of, query)
  } catch (error) {
    refusal = error
  }
  if (!isTapedeckError(refusal)) throw new Error('it was not refused')
  expect([refusal.code, refusal.facts.httpStatus]).toEqual(['LINK_INVALID', 403])
  expect(refusal.detail).toMatch(detail)
})
