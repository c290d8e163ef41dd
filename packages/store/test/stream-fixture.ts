import type {
  DrivenRecording,
  IngestSource,
  LiveStream,
  Publication,
  RecordingRule,
  RuleInForce,
  RulePattern,
  StreamDomain,
  StreamName,
} from '@tapedeck/domain'
import type { Page } from '../src/index.ts'
import { template } from './recording-fixture.ts'

/** Names with whatever could be taken for a separator, an escape or a wildcard. */
export const oddNames = [
  '',
  ' ',
  '/',
  ':',
  '!',
  '!0020',
  '*',
  '..',
  'a b',
  '"\\',
  '\u0000',
  '直播',
  '🎬',
]

export const aDomain = (name: string, fields: Partial<StreamDomain> = {}): StreamDomain => ({
  name,
  pullUrlPattern: 'rtmp://origin.example.org/{app}/{stream}',
  renditions: 'make',
  onDemand: null,
  notifyUrl: null,
  ...fields,
})

export const aPattern = (
  domain: string,
  app: string | null = null,
  stream: string | null = null,
): RulePattern => ({ domain, app, stream })

export const aRule = (
  pattern: RulePattern,
  fields: Partial<RecordingRule> = {},
): RecordingRule => ({
  pattern,
  mode: 'automatic',
  templateId: null,
  template,
  window: { startMs: null, endMs: null },
  delaySeconds: null,
  onDemand: null,
  isEnabled: true,
  ...fields,
})

export const aSource = (fields: Partial<IngestSource> = {}): IngestSource => ({
  name: 'edge',
  kind: 'srs',
  domain: null,
  poll: null,
  ...fields,
})

export const aStreamName = (
  stream: string,
  app = 'app',
  domain = 'live.example.org',
): StreamName => ({
  domain,
  app,
  stream,
})

export const aPublication = (id = 'p1'): Publication => ({
  id,
  sourceId: null,
  publishedAtMs: 1_800_000_000_000,
  codec: null,
  videoKbps: null,
  args: {},
})

export const anInForce = (ruleId: string | null): RuleInForce => ({
  ruleId,
  rule: aRule(aPattern('live.example.org')),
  template,
  templateId: null,
})

export const aDriven = (
  recordingId: string,
  ruleId: string | null,
  fields: Partial<DrivenRecording> = {},
): DrivenRecording => ({
  recordingId,
  cause: 'rule',
  publicationId: 'p1',
  inForce: anInForce(ruleId),
  rendition: null,
  createdAtMs: 1_800_000_000_000,
  wish: 'run',
  wishedAtMs: 1_800_000_000_000,
  ...fields,
})

/** Offline, with nothing recorded. */
export const aLiveStream = (stream: StreamName, fields: Partial<LiveStream> = {}): LiveStream => ({
  stream,
  revision: 1,
  phase: 'offline',
  publication: null,
  unpublishedAtMs: null,
  inForce: null,
  answer: null,
  skip: null,
  recordings: [],
  failures: 0,
  begun: 0,
  dueAtMs: null,
  updatedAtMs: 1_800_000_000_000,
  ...fields,
})

/** Published, and recorded when recordings are given. */
export const aPublished = (stream: StreamName, fields: Partial<LiveStream> = {}): LiveStream =>
  aLiveStream(stream, {
    phase: (fields.recordings ?? []).length > 0 ? 'recording' : 'unrecorded',
    publication: aPublication(),
    ...fields,
  })

/** Every item of all pages. */
export const allPages = async <T>(
  page: (request: { cursor: string | null; limit: number }) => Promise<Page<T>>,
  limit: number,
): Promise<T[]> => {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const next: Page<T> = await page({ cursor, limit })
    if (next.items.length > limit) throw new Error('a page holds more than was asked for')
    items.push(...next.items)
    cursor = next.nextCursor
  } while (cursor !== null)
  return items
}

/** Runs so many calls, a hundred at once. */
export const inBatches = async (
  count: number,
  run: (i: number) => Promise<unknown>,
): Promise<void> => {
  const indices = Array.from({ length: count }, (_, i) => i)
  for (let first = 0; first < count; first += 100)
    await Promise.all(indices.slice(first, first + 100).map(run))
}
