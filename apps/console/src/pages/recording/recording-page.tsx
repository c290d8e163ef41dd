import { useState } from 'react'
import { useParams } from 'wouter'
import { Page, PageLoading } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { StateBadge } from '../../design/state-badge.tsx'
import { EventsPanel } from './events-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { PicturesPanel } from './pictures-panel.tsx'
import { playableOfFile, playablesOf } from './playback/playable.ts'
import { PlaybackPanel } from './playback/playback-panel.tsx'
import { RecordingCommands } from './recording-commands.tsx'
import { RecordingFacts } from './recording-facts.tsx'
import { RecordingFigures } from './recording-figures.tsx'
import styles from './recording-page.module.css'
import { RecordingTroubles } from './recording-troubles.tsx'
import { TimelinePanel } from './timeline/timeline-panel.tsx'
import { hasEnded, useRecording } from './use-recording.ts'

const RecordingContent = ({ id }: { id: string }) => {
  const { recording, shown, timeline, files, pictures, refresh } = useRecording(id)
  const [playedId, setPlayedId] = useState<string | null>(null)
  if (shown === undefined)
    return (
      <Page title="Recording">
        {recording.isPending && <PageLoading />}
        <ProblemNotice error={recording.error} title="The recording cannot be shown" />
      </Page>
    )
  const items = files.data?.items ?? []
  const playables = playablesOf(shown, items)
  const chosen = playables.find((playable) => playable.id === playedId) ?? playables[0]
  const playFile = (fileId: string): void => {
    const file = items.find((one) => one.id === fileId)
    const playable = file && playableOfFile(playables, file)
    if (playable) setPlayedId(playable.id)
  }
  return (
    <Page
      title={shown.name ?? shown.id}
      aside={<StateBadge state={shown.state} />}
      actions={<RecordingCommands recording={shown} onDone={refresh} />}
    >
      <RecordingTroubles recording={shown} />
      <RecordingFigures recording={shown} />
      <ProblemNotice error={timeline.error} title="The timeline could not be read" />
      {timeline.data && <TimelinePanel timeline={timeline.data} onPlay={playFile} />}
      <div className={styles.pair}>
        <PlaybackPanel
          recordingId={id}
          isRunning={!hasEnded(shown)}
          playables={playables}
          chosen={chosen}
          poster={pictures.data?.items.at(-1)?.url ?? undefined}
          onChoose={setPlayedId}
        />
        <RecordingFacts recording={shown} />
      </div>
      <PicturesPanel pictures={pictures.data?.items ?? []} />
      <ProblemNotice error={files.error} title="The files could not be listed" />
      <FilesPanel
        recordingId={id}
        files={items}
        hasMore={files.data?.nextCursor != null}
        canPlay={(file) => playableOfFile(playables, file) !== undefined}
        onPlay={playFile}
        onChecked={refresh}
      />
      <EventsPanel recordingId={id} onNews={refresh} />
    </Page>
  )
}

/** One recording: what happened to it, what it left, and what can be asked of it. */
export const RecordingPage = () => {
  const { id = '' } = useParams<{ id: string }>()
  return <RecordingContent key={id} id={id} />
}
