/**
 * The steps of a recorder that takes a recording over while another one records it.
 *
 * claimed  the source is pulled into the spool; nothing is written.
 * live     its media arrives: the other one is told.
 * looking  the other one has named a place; it is looked for in the own media.
 * found    it is there; the other one stores its files and hands the lease over.
 * owner    the lease is ours, and everything before the place is stored. Final.
 * heir     the other one is gone, and the lease is ours. Final.
 * over     the other one goes on, or somebody else does; what was pulled is of no use. Final.
 */
export const takerStates = ['claimed', 'live', 'looking', 'found', 'owner', 'heir', 'over'] as const
export type TakerState = (typeof takerStates)[number]

/**
 * What can happen. keyframe: the first one was received. cut: the other one named the place. placed: it was found.
 * owned: the lease was handed to us. free: nobody holds it, and we cannot go on from the place. gone: the offer is no longer there and the lease is the other
 * one's still. superseded: somebody else has the lease, or the recording is final. pullEnded: ffmpeg ended. late: the step
 * takes too long. shutdown: this recorder ends. inherited, refused: how taking the free lease went.
 */
export const takerInputs = [
  'keyframe',
  'cut',
  'placed',
  'owned',
  'free',
  'gone',
  'superseded',
  'pullEnded',
  'late',
  'shutdown',
  'inherited',
  'refused',
] as const
export type TakerInput = (typeof takerInputs)[number]

/** look: looks for the place. Telling the other one, and taking a free lease, are done in a state, as often as it takes. */
export type TakerAction = 'look'

export type TakerStep = { to: TakerState; act: TakerAction | null }

const stay = (to: TakerState): TakerStep => ({ to, act: null })
const quit = stay('over')

const nothingMoves = (state: TakerState): Record<TakerInput, TakerStep> =>
  Object.fromEntries(takerInputs.map((input) => [input, stay(state)])) as Record<
    TakerInput,
    TakerStep
  >

/** Until the place is found, the other one has everything, and goes on when this one is gone. */
const givesUp = {
  owned: quit,
  free: quit,
  gone: quit,
  superseded: quit,
  pullEnded: quit,
  late: quit,
  shutdown: quit,
  refused: quit,
}

/** Every state answers every input. */
export const takerSteps: Record<TakerState, Record<TakerInput, TakerStep>> = {
  claimed: { ...nothingMoves('claimed'), ...givesUp, keyframe: stay('live') },
  live: { ...nothingMoves('live'), ...givesUp, cut: { to: 'looking', act: 'look' } },
  looking: { ...nothingMoves('looking'), ...givesUp, placed: stay('found') },
  found: {
    ...nothingMoves('found'),
    owned: stay('owner'),
    inherited: stay('heir'),
    free: quit,
    gone: quit,
    superseded: quit,
    refused: quit,
  },
  owner: nothingMoves('owner'),
  heir: nothingMoves('heir'),
  over: nothingMoves('over'),
}

export const isTakerFinal = (state: TakerState): boolean =>
  state === 'owner' || state === 'heir' || state === 'over'
