import { expect, test } from 'vitest'
import {
  type GiverInput,
  type GiverState,
  giverInputs,
  giverStates,
  giverSteps,
  isGiverFinal,
} from './giver-protocol.ts'
import {
  isTakerFinal,
  type TakerInput,
  type TakerState,
  takerInputs,
  takerStates,
  takerSteps,
} from './taker-protocol.ts'

/** The states along a way of inputs, the first one left out. */
const giverWay = (inputs: GiverInput[]): GiverState[] => {
  let state: GiverState = 'offered'
  return inputs.map((input) => {
    state = giverSteps[state][input].to
    return state
  })
}
const takerWay = (inputs: TakerInput[]): TakerState[] => {
  let state: TakerState = 'claimed'
  return inputs.map((input) => {
    state = takerSteps[state][input].to
    return state
  })
}

test('the way of a hand-over on both sides', () => {
  expect(giverWay(['claimed', 'live', 'placed', 'found', 'given'])).toEqual([
    'claimed',
    'live',
    'cut',
    'found',
    'given',
  ])
  expect(takerWay(['keyframe', 'cut', 'placed', 'owned'])).toEqual([
    'live',
    'looking',
    'found',
    'owner',
  ])
})

test('a giver that looks seldom may miss a phase', () => {
  expect(giverWay(['live', 'placed', 'found'])).toEqual(['live', 'cut', 'found'])
})

test('every state answers every input, and only with known states', () => {
  for (const state of giverStates)
    for (const input of giverInputs) expect(giverStates).toContain(giverSteps[state][input].to)
  for (const state of takerStates)
    for (const input of takerInputs) expect(takerStates).toContain(takerSteps[state][input].to)
})

test('nothing leaves a final state', () => {
  for (const state of giverStates.filter(isGiverFinal))
    for (const input of giverInputs)
      expect(giverSteps[state][input]).toEqual({ to: state, act: null })
  for (const state of takerStates.filter(isTakerFinal))
    for (const input of takerInputs)
      expect(takerSteps[state][input]).toEqual({ to: state, act: null })
})

test('before the place is confirmed, whatever goes wrong makes the giver write on', () => {
  for (const state of ['offered', 'claimed', 'live', 'cut'] as const)
    for (const input of ['gone', 'late', 'ended', 'refused'] as const)
      expect(giverSteps[state][input]).toEqual({ to: 'kept', act: 'goOn' })
})

test('once it is confirmed, only the lease decides', () => {
  for (const input of giverInputs) {
    const { to } = giverSteps.found[input]
    if (input === 'given') expect(to).toBe('given')
    else if (input === 'refused') expect(to).toBe('kept')
    else expect(to).toBe('found')
  }
})

test('a giver leaves only behind a lease that was given, and holds back only when the other one is live', () => {
  for (const state of giverStates)
    for (const input of giverInputs) {
      const { to, act } = giverSteps[state][input]
      expect(act === 'leave', `${state} ${input}`).toBe(state === 'found' && input === 'given')
      expect(act === 'hold', `${state} ${input}`).toBe(to === 'live' && state !== 'live')
      expect(act === 'goOn', `${state} ${input}`).toBe(to === 'kept' && state !== 'kept')
    }
})

test('a taker keeps what it pulled only with the lease, and never takes a lease without the place', () => {
  for (const state of takerStates.filter((one) => !isTakerFinal(one)))
    for (const input of takerInputs) {
      const { to } = takerSteps[state][input]
      if (to === 'owner') expect([state, input]).toEqual(['found', 'owned'])
      if (to === 'heir') expect([state, input]).toEqual(['found', 'inherited'])
    }
})

test('a taker that has found the place waits for the lease, whatever becomes of its pull or its host', () => {
  for (const input of ['pullEnded', 'late', 'shutdown', 'keyframe', 'cut', 'placed'] as const)
    expect(takerSteps.found[input].to).toBe('found')
  for (const input of ['gone', 'free', 'superseded', 'refused'] as const)
    expect(takerSteps.found[input].to).toBe('over')
})

test('before that it gives up at the first thing that goes wrong', () => {
  for (const state of ['claimed', 'live', 'looking'] as const)
    for (const input of [
      ...(['owned', 'free', 'gone', 'superseded'] as const),
      ...(['pullEnded', 'late', 'shutdown', 'refused'] as const),
    ])
      expect(takerSteps[state][input].to).toBe('over')
})
