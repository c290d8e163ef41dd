import type { Schemas } from '@tapedeck/client'
import { Figure, Figures, Quantity } from '../../design/figure.tsx'
import { bitRateText } from '../../design/format-figures.ts'
import { Sparkline } from '../../design/sparkline.tsx'
import { keptRates } from '../../live/follow-live.ts'

type Props = { snapshot: Schemas['LiveSnapshot']; rates: readonly number[] }

/** How much happens now, in a few numbers. */
export const OverviewFigures = ({ snapshot: { counts, streams, recorders }, rates }: Props) => {
  const { recording = 0, accepted = 0, waiting = 0, interrupted = 0, paused = 0 } = counts
  const active = recorders.filter(({ state }) => state === 'active')
  const capacity = active.reduce((sum, recorder) => sum + recorder.capacity, 0)
  const running = active.reduce((sum, recorder) => sum + recorder.running, 0)
  const isFull = running >= capacity
  return (
    <Figures>
      <Figure
        label="Recording"
        value={recording}
        note={paused > 0 ? `${paused} paused` : 'now'}
        {...(recording > 0 ? { tone: 'live' } : {})}
      />
      <Figure
        label="Waiting"
        value={accepted + waiting}
        note={accepted > 0 ? `${accepted} for a recorder` : 'for their streams'}
      />
      <Figure
        label="Interrupted"
        value={interrupted}
        note="the source is silent"
        {...(interrupted > 0 ? { tone: 'warn' } : {})}
      />
      <Figure
        label="Receiving"
        value={<Quantity text={bitRateText(rates.at(-1) ?? 0)} />}
        note={
          <Sparkline
            values={rates}
            capacity={keptRates}
            label="Received over the last two minutes"
          />
        }
      />
      <Figure label="Live streams" value={streams.length} note="published now" />
      <Figure
        label="Free slots"
        value={Math.max(0, capacity - running)}
        note={`of ${capacity} on ${recorders.length} recorder${recorders.length === 1 ? '' : 's'}`}
        {...(isFull ? { tone: 'bad' } : {})}
      />
    </Figures>
  )
}
