/**
 * The steps of a recorder that passes a recording on while it records.
 *
 * offered  anybody may take it; this recorder writes on.
 * claimed  a successor has begun to pull.
 * live     its media arrives; from the next keyframe on nothing more is written here, but held back.
 * cut      the place is named; the successor looks for it in its own media.
 * found    the successor has it: what is before it is stored here, then the lease is handed over.
 * given    the successor owns the recording. Final.
 * kept     this recorder goes on, with what was held back first. Final.
 */
export const giverStates = ['offered', 'claimed', 'live', 'cut', 'found', 'given', 'kept'] as const
export type GiverState = (typeof giverStates)[number]

/**
 * What can happen. claimed, live, found: as the successor says. placed: the first fragments of what is held back tell
 * the place. gone: the offer is no longer there, or is another one. late: the step takes too long. ended: the pull, the
 * recording or the time is over. given, refused: how handing the lease over went.
 */
export const giverInputs = [
  'claimed',
  'live',
  'placed',
  'found',
  'gone',
  'late',
  'ended',
  'given',
  'refused',
] as const
export type GiverInput = (typeof giverInputs)[number]

/**
 * What is done on the way into a state. hold: hold back from the next keyframe on. leave: what is held back is the
 * successor's. goOn: write what was held back, and take the offer back. Naming the place and handing the lease over are
 * done in `cut` and `found`, as often as it takes.
 */
export type GiverAction = 'hold' | 'leave' | 'goOn'

export type GiverStep = { to: GiverState; act: GiverAction | null }

const keep: GiverStep = { to: 'kept', act: 'goOn' }
const stay = (to: GiverState): GiverStep => ({ to, act: null })

/** Whatever ends an attempt in which the successor has not confirmed the place. */
const givesUp = { gone: keep, late: keep, ended: keep, refused: keep }

/** All inputs change nothing in a state. */
const nothingMoves = (state: GiverState): Record<GiverInput, GiverStep> =>
  Object.fromEntries(giverInputs.map((input) => [input, stay(state)])) as Record<
    GiverInput,
    GiverStep
  >

/** Every state answers every input. A phase may be skipped: the offer is looked at now and then. */
export const giverSteps: Record<GiverState, Record<GiverInput, GiverStep>> = {
  offered: {
    ...nothingMoves('offered'),
    ...givesUp,
    claimed: stay('claimed'),
    live: { to: 'live', act: 'hold' },
    found: keep,
  },
  claimed: {
    ...nothingMoves('claimed'),
    ...givesUp,
    live: { to: 'live', act: 'hold' },
    found: keep,
  },
  live: { ...nothingMoves('live'), ...givesUp, placed: stay('cut'), found: keep },
  cut: { ...nothingMoves('cut'), ...givesUp, found: stay('found') },
  // from here on the successor counts on it: only the lease itself decides
  found: { ...nothingMoves('found'), given: { to: 'given', act: 'leave' }, refused: keep },
  given: nothingMoves('given'),
  kept: nothingMoves('kept'),
}

export const isGiverFinal = (state: GiverState): boolean => state === 'given' || state === 'kept'
