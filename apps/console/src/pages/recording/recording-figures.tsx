import type { Schemas } from '@tapedeck/client'
import { Figure, Figures } from '../../design/figure.tsx'
import { bitRateText, bytesText, countText, durationText } from '../../design/format-figures.ts'

/** More waits for storage than a second's worth of any stream. */
const manyBytes = 32 * 1024 ** 2

const lengthOf = ({ startedAt, endedAt }: Schemas['Recording']): string =>
  startedAt === null || endedAt === null
    ? '–'
    : durationText(Date.parse(endedAt) - Date.parse(startedAt))

/** The figures of a recording; they move while it runs. */
export const RecordingFigures = ({ recording }: { recording: Schemas['Recording'] }) => {
  const { progress, gapCount, interruptions, fileCount, storedBytes, state } = recording
  const backlog = progress?.uploadBacklogBytes ?? 0
  return (
    <Figures>
      {progress === null ? (
        <Figure label="Length" value={lengthOf(recording)} />
      ) : (
        <>
          <Figure
            label="Recorded"
            value={durationText(progress.mediaSeconds * 1000)}
            {...(state === 'recording' ? { tone: 'live' as const } : {})}
          />
          <Figure
            label="Rate"
            value={state === 'recording' ? bitRateText(progress.bitsPerSecond) : '–'}
            note={`${bytesText(progress.receivedBytes)} received`}
          />
          <Figure
            label="Waits for storage"
            value={bytesText(backlog)}
            {...(backlog > manyBytes ? { tone: 'warn' as const } : {})}
          />
        </>
      )}
      <Figure label="Stored" value={bytesText(storedBytes)} note={countText(fileCount, 'file')} />
      <Figure
        label="Gaps"
        value={gapCount.toLocaleString('en')}
        note={countText(interruptions, 'interruption or pause', 'interruptions and pauses')}
        {...(gapCount > 0 ? { tone: 'warn' as const } : {})}
      />
    </Figures>
  )
}
