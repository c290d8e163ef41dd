import { type Box, longWord, makeBox, payloadOf, words } from './box.ts'
import { BoxFields } from './box-fields.ts'

/** 0xffffffff itself means "unknown" (ISO/IEC 14496-12 §8.2.2). */
const maxNarrowTicks = 0xfffffffe

/** The fields of mvhd, mdhd and tkhd that a finished file changes. */
type HeaderTimes = { durationTicks: number; timescale?: number }

/**
 * mvhd, mdhd or tkhd of an init segment with a duration; 64 bits wide when it must be. All three begin alike:
 * creation and modification time, one or two words (timescale, or track id and a reserved one), then the duration.
 */
export const timedHeader = (bytes: Buffer, box: Box, times: HeaderTimes): Buffer => {
  const fields = new BoxFields(payloadOf(bytes, box))
  const { version, flags } = fields.versionAndFlags()
  const readTime = (): number => (version === 1 ? fields.u64() : fields.u32())
  const created = readTime()
  const modified = readTime()
  const wordsBetween = [...Array(box.type === 'tkhd' ? 2 : 1)].map(() => fields.u32())
  readTime()
  const rest = fields.bytes(fields.remaining)
  const isWide = Math.max(times.durationTicks, created, modified) > maxNarrowTicks
  const timeWord = (value: number): Buffer => (isWide ? longWord(value) : words(value))
  return makeBox(
    box.type,
    words((isWide ? 1 : 0) * 2 ** 24 + flags),
    timeWord(created),
    timeWord(modified),
    words(...(times.timescale === undefined ? wordsBetween : [times.timescale])),
    timeWord(times.durationTicks),
    rest,
  )
}
