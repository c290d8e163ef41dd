import type { InitSegment, Track } from '../track.ts'
import { type Box, boxBytes, childrenOf, requireBox, wrapBox } from './box.ts'
import { type Edit, editBox, editOf, movieTimescale, presentationStart } from './edit-list.ts'
import { childrenAlong, movieBoxOf, readTrackId } from './init-segment.ts'
import type { ChunkOffsets, SampleSpan, SampleTable } from './sample-table.ts'
import { timedHeader } from './timed-header.ts'

/** A track that has samples, its tables closed. */
export type FinishedTrack = { track: Track; table: SampleTable; span: SampleSpan }

type TrackPlan = FinishedTrack & { trak: Box; edit: Edit; offsets: ChunkOffsets }

/** moov in pieces; the chunk offsets are written by `fill` once the head's length is known. */
export type MovieBox = { pieces: Buffer[]; fill(headBytes: number): void }

const editTicks = ({ edit }: TrackPlan): number => edit.emptyTicks + edit.mediaTicks

const copiesExcept = (bytes: Buffer, boxes: readonly Box[], ...types: string[]): Buffer[] =>
  boxes.filter((box) => !types.includes(box.type)).map((box) => boxBytes(bytes, box))

const mediaBox = (bytes: Buffer, plan: TrackPlan): Buffer[] => {
  const mdia = childrenAlong(bytes, plan.trak, 'mdia')
  const minf = childrenAlong(bytes, plan.trak, 'mdia', 'minf')
  const stbl = childrenAlong(bytes, plan.trak, 'mdia', 'minf', 'stbl')
  const stsd = boxBytes(bytes, requireBox(stbl, 'stsd'))
  const header = timedHeader(bytes, requireBox(mdia, 'mdhd'), {
    durationTicks: plan.span.mediaTicks,
  })
  return wrapBox('mdia', [
    header,
    ...copiesExcept(bytes, mdia, 'mdhd', 'minf'),
    ...wrapBox('minf', [
      ...copiesExcept(bytes, minf, 'stbl'),
      ...plan.table.boxes(stsd, plan.offsets),
    ]),
  ])
}

const trackBox = (bytes: Buffer, plan: TrackPlan): Buffer[] => {
  const boxes = childrenOf(bytes, plan.trak)
  const durationTicks = editTicks(plan)
  return wrapBox('trak', [
    timedHeader(bytes, requireBox(boxes, 'tkhd'), { durationTicks }),
    ...editBox(plan.edit),
    ...mediaBox(bytes, plan),
    ...copiesExcept(bytes, boxes, 'tkhd', 'edts', 'mdia'),
  ])
}

const planTracks = (init: InitSegment, finished: FinishedTrack[], isWide: boolean): TrackPlan[] => {
  const traks = childrenAlong(init.bytes, movieBoxOf(init.bytes)).filter(
    (box) => box.type === 'trak',
  )
  const startSeconds = presentationStart(finished)
  return finished.flatMap((entry) => {
    const trak = traks.find((box) => readTrackId(init.bytes, box) === entry.track.id)
    if (trak === undefined) return []
    const edit = editOf(entry.track, entry.span, startSeconds)
    return [{ ...entry, trak, edit, offsets: entry.table.chunkOffsets(isWide) }]
  })
}

/**
 * The moov of a finished file. Everything that describes the codecs and the picture is copied from the init segment;
 * tracks without samples are left out.
 * @param isWide chunk offsets in 64 bits
 */
export const movieBox = (
  init: InitSegment,
  finished: FinishedTrack[],
  isWide: boolean,
): MovieBox => {
  const plans = planTracks(init, finished, isWide)
  const boxes = childrenOf(init.bytes, movieBoxOf(init.bytes))
  const durationTicks = Math.max(0, ...plans.map(editTicks))
  const header = timedHeader(init.bytes, requireBox(boxes, 'mvhd'), {
    durationTicks,
    timescale: movieTimescale,
  })
  const pieces = wrapBox('moov', [
    header,
    ...plans.flatMap((plan) => trackBox(init.bytes, plan)),
    ...copiesExcept(init.bytes, boxes, 'mvhd', 'trak', 'mvex'),
  ])
  const fill = (headBytes: number): void => {
    for (const plan of plans) plan.offsets.fill(headBytes)
  }
  return { pieces, fill }
}
