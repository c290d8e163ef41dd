import type { Schemas } from '@tapedeck/client'
import { bytesText, mediaTimeText, rateText } from '../output/figures.ts'
import { printable } from '../output/printable.ts'

type Recording = Schemas['Recording']

const countText = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`

/** What can be said of a recording at a moment, on one line: media time, bytes, rate, gaps, backlog, files. */
export const liveLine = (recording: Recording): string => {
  const { progress, state, gapCount, fileCount, storedBytes } = recording
  const figures =
    progress === null
      ? [`${bytesText(storedBytes)} stored`]
      : [
          mediaTimeText(progress.mediaSeconds),
          bytesText(progress.receivedBytes),
          rateText(progress.bitsPerSecond),
          `backlog ${bytesText(progress.uploadBacklogBytes)}`,
        ]
  return [
    state,
    ...figures,
    countText(gapCount, 'gap'),
    `${countText(fileCount, 'file')} stored`,
  ].join('  ')
}

const degradationOf = ({ cause, detail }: Recording['degradations'][number]): string =>
  `degraded: ${cause}: ${detail}`

/** How a recording ended: its state, why, and what there is of it. */
export const endLine = (recording: Recording): string => {
  const { id, state, reason, reasonDetail, fileCount, storedBytes, gapCount } = recording
  const why = [reason, reasonDetail].filter((text) => text !== null).join(': ')
  const what = `${countText(fileCount, 'file')}, ${bytesText(storedBytes)}, ${countText(gapCount, 'gap')}`
  return printable(`${id} ${state}${why === '' ? '' : ` (${why})`}: ${what}`)
}

/**
 * What is worth a line of its own since the last look.
 * @param former null at the first look
 */
export const newsOf = (former: Recording | null, recording: Recording): string[] => {
  const news: string[] = []
  if (former?.state !== recording.state) news.push(recording.state)
  const more = recording.fileCount - (former?.fileCount ?? 0)
  if (more > 0) news.push(`${countText(more, 'file')} stored`)
  const gaps = recording.gapCount - (former?.gapCount ?? 0)
  if (gaps > 0) news.push(countText(gaps, 'gap'))
  const known = new Map(former?.degradations.map(({ cause, count }) => [cause, count]))
  for (const degradation of recording.degradations)
    if ((known.get(degradation.cause) ?? 0) < degradation.count)
      news.push(degradationOf(degradation))
  return news.map(printable)
}
