import type { Schemas } from '@tapedeck/client'
import { Badge, type Tone } from './badge.tsx'

type State = Schemas['Recording']['state']

const tones: Record<State, Tone> = {
  accepted: 'idle',
  waiting: 'busy',
  recording: 'live',
  interrupted: 'warn',
  paused: 'warn',
  finalizing: 'busy',
  completed: 'good',
  failed: 'bad',
  canceled: 'idle',
}

/** The state of a recording. */
export const StateBadge = ({ state }: { state: State }) => (
  <Badge tone={tones[state]} isPulsing={state === 'recording'}>
    {state}
  </Badge>
)
