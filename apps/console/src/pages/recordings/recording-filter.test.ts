import { expect, test } from 'vitest'
import { addressAfter, filterOfAddress, queryOfFilter } from './recording-filter.ts'

const queryOf = (address: string) => queryOfFilter(filterOfAddress(new URLSearchParams(address)))

test('an address without a filter asks for everything', () => {
  expect(queryOf('')).toEqual({})
})

test('a group of states is asked for by its states', () => {
  expect(queryOf('state=finished')).toEqual({ state: ['completed', 'failed', 'canceled'] })
  expect(queryOf('state=paused&name=lunch%20show')).toEqual({
    state: ['paused'],
    name: 'lunch show',
  })
})

test('a day is asked for from its start to its end, in the zone of the reader', () => {
  const { createdAfter = '', createdBefore = '' } = queryOf('from=2026-02-28&until=2026-02-28')
  expect([new Date(createdAfter), new Date(createdBefore)]).toEqual([
    new Date(2026, 1, 28),
    new Date(2026, 2, 1),
  ])
})

test('a stream is asked for by as many parts as are named', () => {
  expect(queryOf('stream=stage')).toEqual({ stream: 'stage' })
  expect(queryOf('stream=live/stage')).toEqual({ app: 'live', stream: 'stage' })
  const whole = { domain: 'a.example', app: 'live', stream: 'b/c' }
  expect(queryOf('stream=a.example/live/b/c')).toEqual(whole)
  expect(queryOf('stream=a.example/*/')).toEqual({ domain: 'a.example' })
})

test('what an address may not say is left out', () => {
  expect(queryOf('state=nonsense&from=yesterday&until=1')).toEqual({})
})

test('a change keeps what the address asks for besides', () => {
  const address = new URLSearchParams('state=failed&name=lunch&from=2026-02-28')
  const changed = addressAfter(address, { name: 'dinner', from: '' })
  expect(changed.toString()).toBe('state=failed&name=dinner')
  expect(addressAfter(address, null).toString()).toBe('')
})
