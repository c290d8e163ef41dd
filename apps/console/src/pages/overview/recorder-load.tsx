import type { Schemas } from '@tapedeck/client'
import { EmptyState } from '../../design/empty-state.tsx'
import { bytesText } from '../../design/format-figures.ts'
import { Meter } from '../../design/meter.tsx'
import { Panel } from '../../design/page.tsx'
import styles from './overview-page.module.css'

type Recorder = Schemas['Recorder']

const spoolText = ({ spool }: Recorder): string =>
  spool === null ? '' : ` · ${bytesText(spool.usedBytes)} in the spool`

const toneOf = ({ running, capacity, spool }: Recorder) => {
  if (spool?.level === 'full') return 'bad'
  return running >= capacity || spool?.level === 'low' ? 'warn' : 'normal'
}

/** Each recorder with how full it is. */
export const RecorderLoad = ({ recorders }: { recorders: readonly Recorder[] }) => (
  <Panel title="Recorders" isFlush>
    {recorders.length === 0 ? (
      <EmptyState title="No recorder is at work">
        Nothing can be recorded before one is started.
      </EmptyState>
    ) : (
      <ul className={styles.list}>
        {recorders.map((recorder) => (
          <li key={recorder.recorderId} className={styles.item}>
            <span className={styles.main}>
              <span className={styles.name}>
                {recorder.recorderId}
                {recorder.state !== 'active' && (
                  <span className={styles.soft}> · {recorder.state}</span>
                )}
              </span>
              <Meter
                label={`Load of ${recorder.recorderId}`}
                value={recorder.running}
                max={recorder.capacity}
                tone={toneOf(recorder)}
              />
              <span className={styles.soft}>
                {recorder.running} of {recorder.capacity} slots{spoolText(recorder)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    )}
  </Panel>
)
