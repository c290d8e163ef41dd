import { useState } from 'react'
import { useParams } from 'wouter'
import { Page, PageLoading } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { StateBadge } from '../../design/state-badge.tsx'
import { EventsPanel } from './events-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { PicturesPanel } from './pictures-panel.tsx'
import { knownFiles, type Playable, playableOfFile, playablesOf } from './playback/playable.ts'
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
  // before files are listed, nothing is to be chosen of those that only the timeline knows
  const known = knownFiles(items, (files.data && timeline.data?.files) ?? [])
  const playables = playablesOf(shown, known)
  const chosen = playables.find((playable) => playable.id === playedId) ?? playables[0]
  const playableOf = (fileId: string): Playable | undefined => {
    const file = known.find((one) => one.id === fileId)
    return file && playableOfFile(playables, file)
  }
  const playing = {
    canPlay: (fileId: string): boolean => playableOf(fileId) !== undefined,
    onPlay: (fileId: string): void => setPlayedId(playableOf(fileId)?.id ?? null),
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
      {timeline.data && <TimelinePanel timeline={timeline.data} {...playing} />}
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
        {...playing}
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
