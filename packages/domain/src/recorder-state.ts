/**
 * active: it takes recordings. draining: it takes none and passes its recordings on. drained: nothing of any recording is left
 * on it.
 */
export const recorderStates = ['active', 'draining', 'drained'] as const
export type RecorderState = (typeof recorderStates)[number]
