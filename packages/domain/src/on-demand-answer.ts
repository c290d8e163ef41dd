import type { OnDemandAnswer } from './on-demand.ts'
import type { FormatPlan, RecordingTemplate } from './template.ts'

/** Seconds of a cycle that an answer may set (seed 004); what lies outside is moved to the nearer end. */
export const answerCycleSeconds = { min: 5, max: 21_600 } as const

const isIntervalFormat = (format: string): format is keyof OnDemandAnswer['interval'] =>
  format === 'mp4' || format === 'flv' || format === 'm3u8'

const cycleOf = (answer: OnDemandAnswer, { format, cycleSeconds }: FormatPlan): number => {
  const seconds = isIntervalFormat(format) ? answer.interval[format] : undefined
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return cycleSeconds
  return Math.min(answerCycleSeconds.max, Math.max(answerCycleSeconds.min, Math.round(seconds)))
}

const applyToFormats = (formats: FormatPlan[], answer: OnDemandAnswer): FormatPlan[] => {
  const wanted = answer.formats?.map((format) => format.trim().toLowerCase())
  return formats
    .filter(({ format }) => wanted === undefined || wanted.includes(format))
    .map((format) => ({ ...format, cycleSeconds: cycleOf(answer, format) }))
}

/**
 * A template as an on-demand answer wants it: its intervals replace cycle lengths, its formats are intersected with the
 * template's, those of renditions included. Values that mean nothing are as if they were not there.
 * @returns null when no format is left
 */
export const applyOnDemandAnswer = (
  template: RecordingTemplate,
  answer: OnDemandAnswer,
): RecordingTemplate | null => {
  const formats = applyToFormats(template.formats, answer)
  const ofRenditions = applyToFormats(template.renditions?.formats ?? [], answer)
  const renditions =
    template.renditions === null || ofRenditions.length === 0
      ? null
      : { ...template.renditions, formats: ofRenditions }
  if (formats.length === 0 && renditions === null) return null
  return { ...template, formats, renditions }
}
