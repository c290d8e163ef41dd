import { TapedeckError } from '@tapedeck/contracts'
import { isFinal, type Recording } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { cyclesOfOutput, storeOfCycle } from './find-cycle.ts'
import type { LinkCache } from './link-cache.ts'
import type { PlayedCycle } from './played-cycles.ts'
import { type LinkedSlice, newestSlices, renderPlaylist } from './render-playlist.ts'

export const initName = 'init.mp4'

/** Under which name the API gives a slice. */
export const sliceName = ({ format }: PlayedCycle, sequence: number): string =>
  `${sequence}.${format === 'cmaf' ? 'm4s' : 'ts'}`

/** As seen from the playlist's own address, so that it holds behind a proxy with a path of its own. */
const ownLink = ({ fileId }: PlayedCycle, name: string): string =>
  `../slices/${encodeURIComponent(fileId)}/${name}`

/** Gives links to the objects of cycles: presigned ones where they are wanted and the storage has them. */
const createLinker = (
  context: ApiContext,
  links: LinkCache,
  recording: Recording,
  isPresigned: boolean,
) => {
  const { presignSeconds } = context.config
  return async (cycle: PlayedCycle, key: string, name: string): Promise<string> => {
    const store = isPresigned ? storeOfCycle(context, recording, cycle) : null
    if (store === null) return ownLink(cycle, name)
    const url = await links.link(store.place, key, () => store.presignGet(key, presignSeconds))
    return url ?? ownLink(cycle, name)
  }
}

const noSlices = (recording: Recording, output: string): TapedeckError => {
  const isSliced = recording.template.formats.some(
    ({ name, format }) => name === output && (format === 'm3u8' || format === 'cmaf'),
  )
  return isSliced && !isFinal(recording.state)
    ? new TapedeckError('FILE_NOT_STORED', { detail: 'The first slice is not in storage yet.' })
    : new TapedeckError('FILE_NOT_FOUND', {
        detail: `The recording has no slices of an output "${output}".`,
      })
}

/** A growing playlist must not change its target duration, and slices end only at keyframes: as the recorder has it. */
const targetSeconds = (recording: Recording, output: string): number =>
  isFinal(recording.state)
    ? 1
    : 2 * (recording.template.formats.find(({ name }) => name === output)?.sliceSeconds ?? 30)

/**
 * One playlist over all stored slices of an output.
 * @throws TapedeckError FILE_NOT_FOUND, or FILE_NOT_STORED when there will be slices
 */
export const showPlaylist = async (
  context: ApiContext,
  links: LinkCache,
  recording: Recording,
  output: string,
  isPresigned: boolean,
): Promise<string> => {
  const cycles = await cyclesOfOutput(context, recording, output)
  if (cycles.length === 0) throw noSlices(recording, output)
  const { slices, leftSlices, leftDiscontinuities } = newestSlices(cycles)
  const link = createLinker(context, links, recording, isPresigned)
  const linked = await Promise.all(
    slices.map(async ({ cycle, slice, isFirst }): Promise<LinkedSlice> => {
      const { initKey } = cycle
      const initUri = initKey === null ? null : await link(cycle, initKey, initName)
      const uri = await link(cycle, slice.key, sliceName(cycle, slice.sequence))
      return { slice, uri, initUri, isFirst }
    }),
  )
  return renderPlaylist(linked, {
    isRunning: !isFinal(recording.state),
    targetDurationSeconds: targetSeconds(recording, output),
    left: { slices: leftSlices, discontinuities: leftDiscontinuities },
  })
}
