import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  finalStates,
  isFinal,
  recordingInputs,
  recordingStates,
  recordingTransitions,
  transition,
} from './recording-state.ts'

test('every state answers every input', () => {
  for (const state of recordingStates)
    expect(Object.keys(recordingTransitions[state]).sort()).toEqual([...recordingInputs].sort())
})

test('nothing leaves a final state', () => {
  for (const state of finalStates)
    for (const input of recordingInputs)
      expect(['stay', 'refuse']).toContain(transition(state, input))
})

test('stop is answered in every state, so that it can be asked for twice', () => {
  for (const state of recordingStates) {
    if (state === 'finalizing') continue
    expect(transition(state, 'stopRequested')).not.toBe('refuse')
  }
})

test('every state can be reached from accepted, and every one that is not final can be left', () => {
  const reached = new Set(['accepted'])
  const queue = ['accepted'] as (typeof recordingStates)[number][]
  for (let state = queue.shift(); state !== undefined; state = queue.shift())
    for (const input of recordingInputs) {
      const next = transition(state, input)
      if (next === 'stay' || next === 'refuse' || reached.has(next)) continue
      reached.add(next)
      queue.push(next)
    }
  expect([...reached].sort()).toEqual([...recordingStates].sort())
  for (const state of recordingStates.filter((one) => !isFinal(one)))
    expect(
      recordingInputs.some((input) => !['stay', 'refuse'].includes(transition(state, input))),
    ).toBe(true)
})

test('no sequence of inputs leaves the declared states, and a recording is never resumed once it finalizes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...recordingInputs), { maxLength: 40 }), (inputs) => {
      let state: (typeof recordingStates)[number] = 'accepted'
      let hasFinalized = false
      for (const input of inputs) {
        const next = transition(state, input)
        if (next !== 'stay' && next !== 'refuse') state = next
        expect(recordingStates).toContain(state)
        if (hasFinalized) expect(['finalizing', 'completed', 'failed']).toContain(state)
        hasFinalized ||= state === 'finalizing'
      }
    }),
  )
})
