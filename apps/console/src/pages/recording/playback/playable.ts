import type { Schemas } from '@tapedeck/client'

type Recording = Schemas['Recording']
type File = Schemas['File']
type FileOfTimeline = Schemas['Timeline']['files'][number]

/** A file as far as the page knows it. */
export type KnownFile = Pick<File, 'id' | 'output' | 'format' | 'sequence' | 'startedAt'> & {
  /** Null when it cannot be had; undefined when it was not asked for. */
  url: string | null | undefined
}

/** The files that are listed, and those that only the timeline tells of: it has the newest ones, the list the first ones. */
export const knownFiles = (
  listed: readonly File[],
  told: readonly FileOfTimeline[],
): KnownFile[] => {
  const ids = new Set(listed.map(({ id }) => id))
  const others = told.filter(({ id }) => !ids.has(id))
  return [
    ...listed,
    // a timeline is read without links: as often as it is, they would cost too much
    ...others.map((file) => ({ ...file, url: file.isRemoved ? null : undefined })),
  ]
}

/** What the player can show: one file by its link, or everything of a sliced output by a playlist. */
export type Playable =
  | { kind: 'file'; id: string; label: string; url: string | undefined; startedAt: string }
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
const playableFile = (file: KnownFile): Playable | null =>
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
export const playablesOf = (recording: Recording, files: readonly KnownFile[]): Playable[] => {
  const isLive = running.has(recording.state)
  const isStored = (output: string): boolean =>
    isLive || files.some((file) => file.url !== null && (file.output ?? file.format) === output)
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
  file: Pick<KnownFile, 'id' | 'output' | 'format' | 'url'>,
): Playable | undefined => {
  if (file.url === null) return undefined
  const output = file.output ?? file.format
  return (
    playables.find(({ id }) => id === file.id) ??
    playables.find((playable) => playable.kind === 'output' && playable.output === output)
  )
}
