import Hls, { type ErrorData } from 'hls.js'
import { useEffect, useRef, useState } from 'react'
import { Notice } from '../../../design/notice.tsx'
import { keptKey } from '../../../session/kept-key.ts'
import styles from './playback.module.css'

type Props = {
  recordingId: string
  output: string
  label: string
  /** A picture to show before it plays. */
  poster: string | undefined
}
type Links = 'presigned' | 'api'

/** How far behind the newest slice it plays; slices are long, so the default of three would be minutes. */
const behindSlices = 1
/** While the first slice is not stored yet. */
const retryMs = 3000

const playlistUrl = (recordingId: string, output: string, links: Links): string =>
  `/v1/recordings/${encodeURIComponent(recordingId)}/playlists/${encodeURIComponent(output)}.m3u8?links=${links}`

/** Only the API is given the key, never a storage. */
const authorize = (request: XMLHttpRequest, url: string): void => {
  const key = keptKey()
  if (key !== null && new URL(url, location.href).origin === location.origin)
    request.setRequestHeader('authorization', `Bearer ${key}`)
}

const isOfSlices = ({ details }: ErrorData): boolean =>
  details === Hls.ErrorDetails.FRAG_LOAD_ERROR || details === Hls.ErrorDetails.FRAG_LOAD_TIMEOUT

const createHls = (links: Links): Hls =>
  new Hls({
    enableWorker: false,
    liveSyncDurationCount: behindSlices,
    // what a server that knows no CORS does not answer will not come by asking again
    fragLoadPolicy: {
      default: {
        maxTimeToFirstByteMs: 10_000,
        maxLoadTimeMs: 60_000,
        timeoutRetry: { maxNumRetry: 2, retryDelayMs: 500, maxRetryDelayMs: 2000 },
        errorRetry: {
          maxNumRetry: links === 'api' ? 4 : 0,
          retryDelayMs: 500,
          maxRetryDelayMs: 4000,
        },
      },
    },
    xhrSetup: authorize,
  })

/** Plays all of a sliced output, also while it grows. A storage that browsers may not ask is gone round by the API. */
export const HlsVideo = ({ recordingId, output, label, poster }: Props) => {
  const video = useRef<HTMLVideoElement>(null)
  const hasBegun = useRef(false)
  const [links, setLinks] = useState<Links>('presigned')
  const [attempt, setAttempt] = useState(0)
  const [problem, setProblem] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins all of it anew
  useEffect(() => {
    const element = video.current
    if (element === null) return
    if (!Hls.isSupported()) {
      setProblem('This browser cannot play slices.')
      return
    }
    let retry: ReturnType<typeof setTimeout> | undefined
    const hls = createHls(links)
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
      setProblem(null)
      void element.play().catch(() => undefined)
    })
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (isOfSlices(data) && links === 'presigned') {
        setLinks('api')
        return
      }
      if (!data.fatal) return
      const isWaiting = data.response?.code === 409
      setProblem(isWaiting ? 'The first slice is on its way into storage.' : 'It cannot be played.')
      if (isWaiting) retry = setTimeout(() => setAttempt((before) => before + 1), retryMs)
    })
    hls.attachMedia(element)
    const load = () => hls.loadSource(playlistUrl(recordingId, output, links))
    // nothing is asked for before somebody wants to see it
    if (hasBegun.current) load()
    const begin = () => {
      if (!hasBegun.current) load()
      hasBegun.current = true
    }
    element.addEventListener('play', begin)
    return () => {
      element.removeEventListener('play', begin)
      clearTimeout(retry)
      hls.destroy()
    }
  }, [recordingId, output, links, attempt])
  return (
    <>
      <video
        ref={video}
        className={styles.video}
        controls
        playsInline
        muted
        poster={poster}
        aria-label={label}
      />
      {problem !== null && <Notice tone="warn">{problem}</Notice>}
    </>
  )
}
