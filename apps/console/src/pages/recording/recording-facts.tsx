import type { Schemas } from '@tapedeck/client'
import type { ReactNode } from 'react'
import { Panel } from '../../design/page.tsx'
import { Moment } from '../../design/time.tsx'
import styles from './recording-page.module.css'

type Track = Schemas['Recording']['tracks'][number]

const trackText = ({ codec, width, height, sampleRate, channels }: Track): string =>
  [
    codec,
    ...(width && height ? [`${width}×${height}`] : []),
    ...(sampleRate ? [`${sampleRate / 1000} kHz`] : []),
    ...(channels ? [channels === 1 ? 'mono' : `${channels} channels`] : []),
  ].join(' ')

const storageText = (storage: Schemas['Recording']['storage']): string =>
  [storage.type, storage.storage, storage.bucket ?? storage.directory]
    .filter((part) => typeof part === 'string')
    .join(' ')

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

/** What a recording was asked for. */
export const RecordingFacts = ({ recording }: { recording: Schemas['Recording'] }) => {
  const { id, stream, source, template, storage, tracks, reason, rendition, tags } = recording
  return (
    <Panel title="About it">
      <dl className={styles.facts}>
        <Fact name="Id">
          <code>{id}</code>
        </Fact>
        <Fact name="Stream">
          {stream.domain} / {stream.app} / {stream.stream}
        </Fact>
        <Fact name="Source">
          <code>{source.url}</code>
        </Fact>
        <Fact name="Template">{template.name}</Fact>
        <Fact name="Storage">{storageText(storage)}</Fact>
        {rendition !== null && <Fact name="Rendition">{rendition.name}</Fact>}
        {tracks.length > 0 && <Fact name="Tracks">{tracks.map(trackText).join(', ')}</Fact>}
        {tags.length > 0 && <Fact name="Tags">{tags.join(', ')}</Fact>}
        <Fact name="Accepted">
          <Moment at={recording.createdAt} />
        </Fact>
        {recording.startedAt !== null && (
          <Fact name="First media">
            <Moment at={recording.startedAt} />
          </Fact>
        )}
        {recording.endedAt !== null && (
          <Fact name="Ended">
            <Moment at={recording.endedAt} />
          </Fact>
        )}
        {reason !== null && <Fact name="Why">{reason.replaceAll('_', ' ')}</Fact>}
      </dl>
    </Panel>
  )
}
