import { EmptyState } from '../../../design/empty-state.tsx'
import { SelectField } from '../../../design/field.tsx'
import { Panel } from '../../../design/page.tsx'
import { FileVideo } from './file-video.tsx'
import { HlsVideo } from './hls-video.tsx'
import type { Playable } from './playable.ts'
import styles from './playback.module.css'

type Props = {
  recordingId: string
  isRunning: boolean
  playables: readonly Playable[]
  chosen: Playable | undefined
  /** A picture of the recording. */
  poster: string | undefined
  onChoose(id: string): void
}

type PlayerProps = { recordingId: string; playable: Playable; poster: string | undefined }

const Player = ({ recordingId, playable, poster }: PlayerProps) =>
  playable.kind === 'output' ? (
    <HlsVideo
      key={playable.id}
      recordingId={recordingId}
      output={playable.output}
      label={playable.label}
      poster={poster}
    />
  ) : (
    <FileVideo key={playable.id} recordingId={recordingId} playable={playable} />
  )

/** Plays finished files, and what is recorded now. */
export const PlaybackPanel = (props: Props) => {
  const { recordingId, isRunning, playables, chosen, poster, onChoose } = props
  if (chosen === undefined)
    return (
      <Panel title="Playback">
        <EmptyState title="Nothing to play">
          {isRunning
            ? 'MP4 files can be played when they are finished; outputs of m3u8 and cmaf already while they are recorded.'
            : 'There is no stored file that a browser can play.'}
        </EmptyState>
      </Panel>
    )
  return (
    <Panel title="Playback">
      <div className={styles.player}>
        <Player recordingId={recordingId} playable={chosen} poster={poster} />
        <SelectField
          label="What to play"
          value={chosen.id}
          onChange={onChoose}
          options={playables.map(({ id, label }) => ({ value: id, label }))}
        />
      </div>
    </Panel>
  )
}
