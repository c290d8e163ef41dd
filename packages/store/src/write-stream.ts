import type { LiveStream } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import { newNonce, type StoreContext } from './store-context.ts'
import { memberOfStream } from './stream-member.ts'
import { sweepStreams } from './sweep-streams.ts'

/** Each new stream takes up to so many expired ones out of the index, so that it cannot grow for ever. */
const sweptPerNewStream = 100

/** The argument of the script write-stream.lua.ts. '' stands for absent. */
type StreamWrite = {
  member: string
  expectedRevision: string
  revision: string
  writeId: string
  record: string
  /** Rules that are executing. */
  rules: string[]
  /** Ids of the recordings that it drives. */
  recordings: string[]
  executingPrefix: string
  isActive: boolean
  dueAtMs: string
  expiresAfterMs: string
}

const isActive = ({ publication, recordings, phase }: LiveStream): boolean =>
  publication !== null || recordings.length > 0 || phase !== 'offline'

const executingRules = ({ recordings }: LiveStream): string[] => {
  const ids = recordings
    .filter(({ cause }) => cause === 'rule')
    .map(({ inForce }) => inForce.ruleId)
    .filter((id) => id !== null)
  return [...new Set(ids)]
}

const writeOf = (
  context: StoreContext,
  stream: LiveStream,
  expected: number | null,
): StreamWrite => {
  const { dueAtMs } = stream
  const expires = !isActive(stream) && dueAtMs === null
  return {
    member: memberOfStream(stream.stream),
    expectedRevision: expected === null ? '' : String(expected),
    revision: String(stream.revision),
    writeId: newNonce(context),
    record: JSON.stringify(stream),
    rules: executingRules(stream),
    recordings: stream.recordings.map(({ recordingId }) => recordingId),
    executingPrefix: keys.ruleExecuting(''),
    isActive: isActive(stream),
    dueAtMs: dueAtMs === null ? '' : String(dueAtMs),
    expiresAfterMs: expires ? String(context.offlineTtlMs) : '',
  }
}

/** See StreamStore.write. */
export const writeStream = async (
  context: StoreContext,
  stream: LiveStream,
  expected: number | null,
): Promise<'written' | 'raced'> => {
  const numbered = { ...stream, revision: (expected ?? 0) + 1 }
  const outcome = await runScript(
    context.redis,
    'tapedeckWriteStream',
    [
      keys.stream(memberOfStream(stream.stream)),
      keys.streams,
      keys.activeStreams,
      keys.dueStreams,
      keys.expiringStreams,
      keys.streamsOfRecordings,
    ],
    [JSON.stringify(writeOf(context, numbered, expected))],
  )
  if (outcome === 'written' && expected === null) await sweepStreams(context, sweptPerNewStream)
  return outcome as 'written' | 'raced'
}
