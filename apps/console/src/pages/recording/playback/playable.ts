import type { Schemas } from '@tapedeck/client'

type Recording = Schemas['Recording']
type File = Schemas['File']

/** What the player can show: one file by its link, or everything of a sliced output by a playlist. */
export type Playable =
  | { kind: 'file'; id: string; label: string; url: string; startedAt: string }
  | { kind: 'output'; id: string; label: string; output: string; isLive: boolean }

const slicedFormats = new Set(['m3u8', 'cmaf'])
const running = new Set<Recording['state']>(['recording', 'interrupted', 'paused', 'finalizing'])

/** Outputs with slices, by the template that the recording was made with. */
const slicedOutputs = ({ template }: Recording): string[] => {
  const formats = (template as { formats?: { name?: string; format: string }[] }).formats ?? []
  return formats
    .filter(({ format }) => slicedFormats.has(format))
    .map(({ name, format }) => name ?? format)
}

/** Browsers play MP4 by its link; FLV they do not, and slices go by a playlist. */
const playableFile = (file: File): Playable | null =>
  file.format === 'mp4' && file.url !== null
    ? {
        kind: 'file',
        id: file.id,
        label: `File ${file.sequence} (${file.output ?? file.format})`,
        url: file.url,
        startedAt: file.startedAt,
      }
    : null

/** Everything that can be played of a recording: whole outputs first, then files. */
export const playablesOf = (recording: Recording, files: readonly File[]): Playable[] => {
  const isLive = running.has(recording.state)
  const isStored = (output: string): boolean =>
    isLive || files.some((file) => (file.output ?? file.format) === output)
  const outputs = slicedOutputs(recording)
    .filter(isStored)
    .map(
      (output): Playable => ({
        kind: 'output',
        id: `output ${output}`,
        label: isLive ? `${output}, as it is recorded` : `All of ${output}`,
        output,
        isLive,
      }),
    )
  return [...outputs, ...files.map(playableFile).filter((playable) => playable !== null)]
}

/** What plays a file: the file itself, or the output that its slices belong to. */
export const playableOfFile = (
  playables: readonly Playable[],
  file: Pick<File, 'id' | 'output' | 'format'>,
): Playable | undefined =>
  playables.find(({ id }) => id === file.id) ??
  playables.find(
    (playable) => playable.kind === 'output' && playable.output === (file.output ?? file.format),
  )
