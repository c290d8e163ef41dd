import { useMutation } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { Badge } from '../../design/badge.tsx'
import { Button, ButtonLink } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { bytesText, durationText } from '../../design/format-figures.ts'
import { useTell } from '../../design/notices.tsx'
import { Panel } from '../../design/page.tsx'
import { Moment } from '../../design/time.tsx'
import { useSession } from '../../session/session-context.tsx'
import { downloadUrl } from './download-url.ts'
import styles from './recording-page.module.css'

type File = Schemas['File']

const nameOf = ({ key }: File): string => key.slice(key.lastIndexOf('/') + 1)

const CheckBadge = ({ check }: Pick<File, 'check'>) => {
  if (!check) return 'Not checked'
  return check.outcome === 'ok' ? (
    <Badge tone="good">whole</Badge>
  ) : (
    <>
      <Badge tone="bad">damaged</Badge> {check.detail}
    </>
  )
}

const factColumns: Column<File>[] = [
  {
    heading: 'File',
    isWide: true,
    cell: (file) => (
      <>
        <div>{nameOf(file)}</div>
        <div className={styles.key}>{file.key}</div>
      </>
    ),
  },
  { heading: 'Output', cell: ({ output, format }) => output ?? format },
  { heading: 'From', cell: ({ startedAt }) => <Moment at={startedAt} /> },
  { heading: 'Length', align: 'end', cell: ({ durationMs }) => durationText(durationMs) },
  { heading: 'Size', align: 'end', cell: ({ bytes }) => bytesText(bytes) },
  { heading: 'Check', cell: ({ check }) => <CheckBadge check={check} /> },
]

type Props = {
  recordingId: string
  files: readonly File[]
  /** There are more than are listed. */
  hasMore: boolean
  canPlay(fileId: string): boolean
  onPlay(fileId: string): void
  onChecked(): Promise<unknown>
}

/** The finished files, the newest first, with what can be done with each. */
export const FilesPanel = ({ recordingId, files, hasMore, canPlay, onPlay, onChecked }: Props) => {
  const { api, isReadOnly } = useSession()
  const tell = useTell()
  const check = useMutation({
    mutationFn: (fileId: string) => api.recordings.checkFile(recordingId, fileId),
    onSuccess: () => tell('A recorder reads the file back and decodes it'),
    onError: (error) => tell(error.message, 'bad'),
    onSettled: () => onChecked(),
  })
  const actions: Column<File> = {
    heading: 'Actions',
    isHeadingHidden: true,
    align: 'end',
    cell: (file) => (
      <div className={styles.buttons}>
        {canPlay(file.id) && (
          <Button
            size="small"
            kind="quiet"
            icon="play"
            label={`Play ${nameOf(file)}`}
            onPress={() => onPlay(file.id)}
          />
        )}
        {file.url !== null && (
          <ButtonLink
            size="small"
            kind="quiet"
            icon="download"
            href={downloadUrl(file, file.url)}
            download={nameOf(file)}
          >
            Download
          </ButtonLink>
        )}
        {/* without a link its objects cannot be read: their time was over, or their storage is gone */}
        {!isReadOnly && file.url !== null && (
          <Button
            size="small"
            kind="quiet"
            icon="check"
            isBusy={check.isPending && check.variables === file.id}
            onPress={() => check.mutate(file.id)}
          >
            Check
          </Button>
        )}
      </div>
    ),
  }
  return (
    <Panel title="Files" isFlush>
      {files.length === 0 ? (
        <EmptyState title="No file is finished yet" />
      ) : (
        <DataTable
          caption="Files"
          columns={[...factColumns, actions]}
          rows={files.toReversed()}
          keyOf={({ id }) => id}
        />
      )}
      {hasMore && (
        <p className={styles.more}>
          These are the first ones; the API and the manifest list all of them.
        </p>
      )}
    </Panel>
  )
}
