import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Notice } from '../../../design/notice.tsx'
import { PageLoading } from '../../../design/page.tsx'
import { ProblemNotice } from '../../../design/problem-notice.tsx'
import { useApi } from '../../../session/session-context.tsx'
import type { Playable } from './playable.ts'
import styles from './playback.module.css'

type VideoProps = { url: string; label: string }

/** A link is made anew each time the files are asked for; another one would begin the video again. */
const Video = ({ url, label }: VideoProps) => {
  const [first] = useState(url)
  return (
    // biome-ignore lint/a11y/useMediaCaption: a live stream is recorded as it is
    <video
      className={styles.video}
      src={first}
      controls
      playsInline
      preload="metadata"
      aria-label={label}
    />
  )
}

/** The link of a file that is not among the listed ones; null when there is none. */
const useLink = (recordingId: string, fileId: string, isWanted: boolean) => {
  const { raw } = useApi()
  return useQuery({
    // not below those of the recording, which are asked for again at each of its events
    queryKey: ['link of a file', recordingId, fileId],
    queryFn: async () => {
      const query = { links: 'presigned' } as const
      const params = { path: { id: recordingId }, query }
      const { data } = await raw.GET('/v1/recordings/{id}/timeline', { params })
      return data?.files.find(({ id }) => id === fileId)?.url ?? null
    },
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    // whoever comes back to the file asks for another link
    gcTime: 0,
  })
}

type Props = { recordingId: string; playable: Extract<Playable, { kind: 'file' }> }

/** Plays one file by its link, which is asked for when it is not known. */
export const FileVideo = ({ recordingId, playable: { id, url, label } }: Props) => {
  const link = useLink(recordingId, id, url === undefined)
  const known = url ?? link.data
  if (known === null) return <Notice tone="warn">It cannot be played.</Notice>
  if (known !== undefined) return <Video url={known} label={label} />
  return link.isError ? (
    <ProblemNotice error={link.error} title="The file could not be found" />
  ) : (
    <PageLoading />
  )
}
