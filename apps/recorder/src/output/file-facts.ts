import { fileIdOf, fillerIdOf, type RecordingFile, type TrackFacts } from '@tapedeck/domain'
import type { InitSegment, Track } from '@tapedeck/media'
import { placeFacts } from '@tapedeck/object-store'
import type { OutputContext } from './cycle.ts'
import type { Span } from './cycle-meter.ts'

/** What the record of a file, or the note of a cycle, says of its tracks. */
export const trackFactsOf = (
  tracks: Track[],
): { width: number | null; height: number | null; codecs: string[] } => {
  const video = tracks.find((track) => track.kind === 'video')
  return {
    width: video?.width ?? null,
    height: video?.height ?? null,
    codecs: tracks
      .toSorted((a, b) => b.kind.localeCompare(a.kind))
      .map((track) => track.codecString),
  }
}

/** Which file a cycle becomes: a filler has an id of its own and the sequence of the file that it continues. */
const identityOf = (
  { recording, plan, filler }: OutputContext,
  cycle: number,
): Pick<RecordingFile, 'id' | 'sequence' | 'filler'> => {
  if (filler === undefined) return { id: fileIdOf(recording.id, plan.name, cycle), sequence: cycle }
  const { sequence, generation } = filler
  const id = { generation, index: cycle }
  return { id: fillerIdOf(recording.id, plan.name, sequence, id), sequence, filler: id }
}

/** The record of a cycle that is stored. */
export const storedFile = (
  context: OutputContext,
  cycle: number,
  span: Span,
  init: InitSegment,
  content: Pick<RecordingFile, 'key' | 'bytes' | 'crc32' | 'slices' | 'initKey'>,
): RecordingFile => ({
  ...identityOf(context, cycle),
  recordingId: context.recording.id,
  generation: context.generation,
  format: context.plan.format,
  output: context.plan.name,
  ...placeFacts(context.objects),
  ...content,
  ...span,
  ...trackFactsOf(init.tracks),
})

/** What a recording says of its tracks. */
export const recordedTracks = (tracks: Track[]): TrackFacts[] =>
  tracks.map((track) => ({
    kind: track.kind,
    codec: track.codec,
    codecString: track.codecString,
    width: track.kind === 'video' ? track.width : null,
    height: track.kind === 'video' ? track.height : null,
    sampleRate: track.kind === 'audio' ? track.sampleRate : null,
    channels: track.kind === 'audio' ? track.channels : null,
  }))
