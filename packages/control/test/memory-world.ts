import { TapedeckError, type TapedeckEvent } from '@tapedeck/contracts'
import {
  isFinal,
  type LiveStream,
  type Publication,
  plainOutput,
  plainTemplate,
  type Recording,
  type RecordingRule,
  type RecordingTemplate,
  type StoredDomain,
  type StoredRule,
  type StoredTemplate,
  type StreamName,
} from '@tapedeck/domain'
import { type ControlPorts, createStreamControl, type StreamControl } from '../src/index.ts'
import type { MadeRecording } from '../src/made-recordings.ts'

export const room: StreamName = { domain: 'live.example.com', app: 'live', stream: 'room' }
/** Unix milliseconds at which every world begins. */
export const beginMs = 1_900_000_000_000

export const template: RecordingTemplate = {
  ...plainTemplate,
  name: 'plain',
  formats: [
    {
      ...plainOutput,
      name: 'mp4',
      format: 'mp4',
      cycleSeconds: 3600,
      maxBytes: null,
      objectPattern: '{RecordingId}/{Sequence}',
      sliceSeconds: null,
      slicePattern: null,
    },
  ],
  waitSeconds: 180,
  mergeWindowSeconds: 60,
  storage: null,
  notifyUrl: null,
}

export const withRendition: RecordingTemplate = {
  ...template,
  renditions: {
    profiles: [{ name: 'sd', height: 432, videoKbps: 800, audioKbps: 96, fps: null }],
    formats: template.formats,
  },
}

const domain: StoredDomain = {
  name: room.domain,
  pullUrlPattern: 'rtmp://origin/{app}/{stream}',
  renditions: 'make',
  onDemand: { url: 'http://ask.example/', timeoutMs: 1000, retries: 0, onFailure: 'skip' },
  notifyUrl: 'http://told.example/',
  createdAtMs: beginMs,
  updatedAtMs: beginMs,
}

export const publicationOf = (id: string): Publication => ({
  id,
  sourceId: 'src_1',
  publishedAtMs: beginMs,
  codec: 'h264',
  videoKbps: 2500,
  args: { callback_user: '7', key: 'secret' },
})

/** Thrown by every port of a process that has crashed. */
export class Crash extends Error {}

/** Redis, the recorders and the clock, in memory. Ports behave as their descriptions say. */
export class MemoryWorld {
  nowMs = beginMs
  domains = new Map([[domain.name, domain]])
  rules: StoredRule[] = []
  templates = new Map<string, StoredTemplate>()
  recordings = new Map<string, Recording>()
  woken: string[] = []
  asked: string[] = []
  told: { event: TapedeckEvent; notifyUrl: string | null }[] = []
  made: MadeRecording[] = []
  /** What users stopped by its id, and the publication in which they did. */
  stoppedByUser: { rendition: string | null; publicationId: string | null }[] = []
  isStorageRefused = false
  /** A storage is removed in the moment in which a recording would be made. */
  isStorageRemoved = false
  readonly #streams = new Map<string, string>()

  rule(change: Partial<RecordingRule> = {}): StoredRule {
    const rule: StoredRule = {
      pattern: { domain: room.domain, app: null, stream: null },
      mode: 'automatic',
      templateId: null,
      template,
      window: { startMs: null, endMs: null },
      delaySeconds: null,
      onDemand: null,
      isEnabled: true,
      ...change,
      id: 'rule_1',
      createdAtMs: beginMs,
      updatedAtMs: beginMs,
    }
    this.rules = [rule]
    return rule
  }

  streamOrNull(name: StreamName = room): LiveStream | null {
    const text = this.#streams.get(JSON.stringify(name))
    return text === undefined ? null : (JSON.parse(text) as LiveStream)
  }

  stream(name: StreamName = room): LiveStream {
    const live = this.streamOrNull(name)
    if (live === null) throw new Error('nothing is known of the stream')
    return live
  }

  /** The recordings that have not ended, oldest first. */
  unended(): Recording[] {
    return [...this.recordings.values()].filter(({ state }) => !isFinal(state))
  }

  change(id: string, change: Partial<Recording>): void {
    const recording = this.recordings.get(id)
    if (recording === undefined) throw new Error(`there is no recording ${id}`)
    this.recordings.set(id, { ...recording, ...change })
  }

  /** A user stops a recording by its id: it is not begun anew in this publication. */
  stopByUser({ id, rendition, desired }: Recording): void {
    this.change(id, { desired: { ...desired, stop: 'graceful' } })
    const publicationId = this.streamOrNull()?.publication?.id ?? null
    this.stoppedByUser.push({ rendition: rendition?.profile.name ?? null, publicationId })
  }

  /** Recorders do what is desired of them: they take, receive, hold, and end. */
  recordersWork(): void {
    for (const { id, state, desired } of this.unended()) {
      const { pause } = desired
      const isHeldTooLong =
        pause?.stopAfterMs != null && this.nowMs >= pause.sinceMs + pause.stopAfterMs
      if (desired.stop !== null || isHeldTooLong)
        this.change(id, { state: 'completed', reason: 'stopped', endedAtMs: this.nowMs })
      else if (pause != null) this.change(id, { state: 'paused' })
      else if (state !== 'recording')
        this.change(id, { state: 'recording', startedAtMs: this.nowMs })
    }
  }

  /**
   * A process that controls streams.
   * @param before called before every use of a port; what it throws is the port's error
   */
  control(before: (port: string) => Promise<void> | void = () => {}): StreamControl {
    return createStreamControl(this.#ports(before))
  }

  #ports(before: (port: string) => Promise<void> | void): ControlPorts {
    const port =
      <A extends unknown[], R>(name: string, work: (...args: A) => R) =>
      async (...args: A): Promise<R> => {
        await before(name)
        return structuredClone(work(...args))
      }
    return {
      streams: {
        get: port('streams.get', (name) => this.streamOrNull(name)),
        write: port('streams.write', (stream, expected) => this.#write(stream, expected)),
      },
      rules: { matching: port('rules.matching', () => this.rules) },
      domains: { get: port('domains.get', (name) => this.domains.get(name) ?? null) },
      templates: { get: port('templates.get', (id) => this.templates.get(id) ?? null) },
      recordings: {
        get: port('recordings.get', (id) => this.recordings.get(id) ?? null),
        create: port('recordings.create', (recording) => {
          const known = this.recordings.get(recording.id)
          if (known !== undefined) return { outcome: 'existing' as const, recording: known }
          if (this.isStorageRemoved) throw new TapedeckError('STORAGE_NOT_CONFIGURED')
          this.recordings.set(recording.id, structuredClone(recording))
          return { outcome: 'created' as const, recording }
        }),
        setDesired: port('recordings.setDesired', (id, change) => {
          const recording = this.recordings.get(id)
          if (recording === undefined || isFinal(recording.state)) return recording ?? null
          const { desired } = recording
          const stop = change.stop ?? desired.stop
          const splits = Math.max(desired.splits, change.splitsAtLeast ?? 0)
          const next = { ...desired, stop, splits }
          if (stop === null && change.pause !== undefined) next.pause = change.pause
          this.change(id, { desired: next })
          return this.recordings.get(id) ?? null
        }),
        cancelUntaken: port('recordings.cancelUntaken', (id) => {
          if (this.recordings.get(id)?.state === 'accepted')
            this.change(id, { state: 'canceled', reason: 'stopped', endedAtMs: this.nowMs })
        }),
      },
      wake: port('wake', (id) => {
        this.woken.push(id)
      }),
      ask: port('ask', (_stream, publicationId) => {
        this.asked.push(publicationId)
      }),
      tell: port('tell', (event, { notifyUrl }) => {
        if (!this.told.some((known) => known.event.id === event.id))
          this.told.push({ event, notifyUrl })
      }),
      knowStorages: port('knowStorages', () => undefined),
      storage: (target) => {
        if (this.isStorageRefused) throw new TapedeckError('STORAGE_NOT_CONFIGURED')
        return target ?? { type: 's3', bucket: 'recordings' }
      },
      onMade: (made) => this.made.push(made),
      clock: () => this.nowMs,
      log: { info: () => {}, warn: () => {} },
    }
  }

  #write(stream: LiveStream, expected: number | null): 'written' | 'raced' {
    const key = JSON.stringify(stream.stream)
    const text = this.#streams.get(key)
    const revision = text === undefined ? null : (JSON.parse(text) as LiveStream).revision
    if (revision !== expected) return 'raced'
    this.#streams.set(key, JSON.stringify({ ...stream, revision: (expected ?? 0) + 1 }))
    return 'written'
  }
}
