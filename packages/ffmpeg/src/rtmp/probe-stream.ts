import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

import { isTapedeckError } from '@tapedeck/contracts'
import { socketLookup, systemResolve } from '@tapedeck/lookups'

import { createRedactor } from '../process/redact-text.ts'
import { rtmpAddress } from './rtmp-address.ts'
import { type PlayerEvent, RtmpPlayer } from './rtmp-player.ts'

/**
 * What one connection told.
 * - `live`: media flows
 * - `waiting`: the server keeps the player waiting, and `patienceMs` are over
 * - `empty`: as `waiting`, but the stream is published: the server describes it, and nothing of any track came
 * - `not_found`, `refused`: the server's answer
 * - `closed`: the server closed the connection without an answer
 * - `unreachable`: no connection; `silent`: a connection and no answer in time; `invalid`: not RTMP
 * - `aborted`: the signal
 */
export type ProbeOutcome = {
  kind:
    | 'live'
    | 'waiting'
    | 'empty'
    | 'not_found'
    | 'refused'
    | 'closed'
    | 'unreachable'
    | 'silent'
    | 'invalid'
    | 'aborted'
  /** One sentence; holds no secret. */
  detail: string
  /** The server's description of the stream names a video codec; what is sent may still be something else. */
  announcesVideo: boolean
}

export type ProbeOptions = {
  url: string
  signal: AbortSignal
  /** Longest time from the first packet of the connection to the server's answer to `createStream`. */
  connectTimeoutMs: number
  /** How long the server may keep the player waiting before `waiting` is told. */
  patienceMs: number
}

/**
 * Servers send a new player what they keep of the stream's last group of pictures, some of them for half a minute
 * after the publisher has left. So media that comes at once has to flow for `flowMs`; what comes later is live.
 */
const flowMs = 150
const burstMs = 1000

/**
 * A recorder tries a host again every few seconds. With lookups of its own each time, one name that is resolved slowly would
 * keep every other name of the process waiting.
 */
const lookup = socketLookup(systemResolve)

const openSocket = (url: string): Socket => {
  const { host, port, isTls } = rtmpAddress(url)
  // ffmpeg does not verify certificates of RTMPS servers either
  return isTls
    ? connectTls({
        host,
        port,
        lookup,
        servername: isIP(host) === 0 ? host : '',
        rejectUnauthorized: false,
      })
    : connectTcp({ host, port, lookup })
}

/** What one connection has shown so far of the stream. */
const createImpression = () => {
  let isDescribed = false
  let announcesVideo = false
  let askedAt = 0
  let hasTracks = false
  let firstMediaAt: number | null = null
  return {
    announcesVideo: () => announcesVideo,
    asked: () => {
      askedAt = performance.now()
    },
    described: (withVideo: boolean) => {
      isDescribed = true
      announcesVideo = withVideo
    },
    track: () => {
      hasTracks = true
    },
    /** Whether this media is live, and not what the server keeps of the past. */
    isLive: (): boolean => {
      const now = performance.now()
      firstMediaAt ??= now
      return firstMediaAt - askedAt >= burstMs || now - firstMediaAt >= flowMs
    },
    /** What it means that nothing more came. */
    afterPatience: (): Pick<ProbeOutcome, 'kind' | 'detail'> => {
      // servers describe a stream that was published a while ago as well, but then with its sequence headers
      if (!isDescribed || hasTracks || firstMediaAt !== null)
        return { kind: 'waiting', detail: 'No media comes: the server keeps the player waiting' }
      const detail = announcesVideo
        ? 'The stream announces video, but sends no keyframe'
        : 'The stream is published, but holds neither video nor audio'
      return { kind: 'empty', detail }
    },
  }
}

/** Asks once for the stream. Never rejects; the socket is closed when it resolves. Holds less than 100 KiB. */
export const probeStream = (options: ProbeOptions): Promise<ProbeOutcome> => {
  const { url, signal, connectTimeoutMs, patienceMs } = options
  if (signal.aborted)
    return Promise.resolve({ kind: 'aborted', detail: 'Aborted', announcesVideo: false })
  const { promise, resolve } = Promise.withResolvers<ProbeOutcome>()
  const socket = openSocket(url)
  // for the words of others: the name of a stream may be a word of ours
  const redact = createRedactor(url)
  const impression = createImpression()
  let isConnected = false
  let isFinished = false
  const finish = (kind: ProbeOutcome['kind'], detail: string): void => {
    isFinished = true
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    socket.destroy()
    resolve({ kind, detail, announcesVideo: impression.announcesVideo() })
  }
  const onAbort = (): void => finish('aborted', 'Aborted')
  let timer = setTimeout(
    () =>
      isConnected
        ? finish('silent', 'The server does not answer')
        : finish('unreachable', 'The server cannot be reached in time'),
    connectTimeoutMs,
  )
  const onAsked = (): void => {
    impression.asked()
    clearTimeout(timer)
    timer = setTimeout(() => {
      const { kind, detail } = impression.afterPatience()
      finish(kind, detail)
    }, patienceMs)
  }
  const onEvent = (event: PlayerEvent): void => {
    if (isFinished) return
    if (event.kind === 'asked') onAsked()
    else if (event.kind === 'described') impression.described(event.announcesVideo)
    else if (event.kind === 'track') impression.track()
    else if (event.kind !== 'media') finish(event.kind, redact(event.detail))
    else if (impression.isLive()) finish('live', 'Media flows')
  }
  signal.addEventListener('abort', onAbort)
  connectPlayer(socket, url, {
    onConnected: () => {
      isConnected = true
    },
    onEvent,
    onInvalid: (error) =>
      finish(
        'invalid',
        `The server does not speak RTMP: ${redact(isTapedeckError(error) ? error.detail : String(error))}`,
      ),
  })
  socket.on('error', ({ message }) =>
    isConnected
      ? finish('closed', `The server closed the connection: ${redact(message)}`)
      : finish('unreachable', `The server cannot be reached: ${redact(message)}`),
  )
  socket.on('close', () => finish('closed', 'The server closed the connection'))
  return promise
}

/** Lets a player talk over a socket. */
const connectPlayer = (
  socket: Socket,
  url: string,
  on: {
    onConnected(): void
    onEvent(event: PlayerEvent): void
    onInvalid(error: unknown): void
  },
): void => {
  const player = new RtmpPlayer({
    address: rtmpAddress(url),
    send: (bytes) => socket.write(bytes),
    onEvent: on.onEvent,
  })
  socket.setNoDelay(true)
  socket.once(url.startsWith('rtmps:') ? 'secureConnect' : 'connect', () => {
    on.onConnected()
    player.start()
  })
  socket.on('data', (bytes: Buffer) => {
    try {
      player.push(bytes)
    } catch (error) {
      on.onInvalid(error)
    }
  })
}
