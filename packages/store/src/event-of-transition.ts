import type { EventOfTransition } from './store.ts'

/**
 * Leaving `waiting` for `recording` is the first fragment, leaving `interrupted` for it is a resumption, also after a
 * pause: `paused` becomes `interrupted` without an event, since the source was not lost.
 */
export const eventOfTransition: EventOfTransition = (from, to) => {
  if (from === to || from === 'paused') return finalEvent(to)
  if (to === 'paused') return 'recording.paused'
  if (to === 'recording') return from === 'interrupted' ? 'recording.resumed' : 'recording.started'
  if (to === 'interrupted') return 'recording.interrupted'
  return finalEvent(to)
}

const finalEvent: (to: Parameters<EventOfTransition>[1]) => ReturnType<EventOfTransition> = (
  to,
) => {
  if (to === 'completed') return 'recording.completed'
  if (to === 'failed') return 'recording.failed'
  if (to === 'canceled') return 'recording.canceled'
  return null
}
