import { expect, it } from 'vitest'
import { askedAddress } from './asked-address.ts'

const asked = { protocol: 'http', host: 'tapes:8080', headers: {} } as const
const behind = (proto: string) => ({ ...asked, headers: { 'x-forwarded-proto': proto } })

it.each([
  [null, asked, 'http://tapes:8080'],
  [null, behind('https'), 'https://tapes:8080'],
  [null, behind('https, http'), 'https://tapes:8080'],
  [null, behind('http'), 'http://tapes:8080'],
  [null, behind('javascript'), 'http://tapes:8080'],
  ['https://tapes.example.com/deck', asked, 'https://tapes.example.com/deck'],
])('is, with the public URL %j, that of %j', (publicUrl, request, address) => {
  expect(askedAddress({ publicUrl }, request)).toBe(address)
})
