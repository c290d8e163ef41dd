import type { OnDemandAnswer } from '@tapedeck/domain'
import { z } from 'zod'

/** What is read of an answer's body. */
export type ParsedAnswer = {
  /** Null when the body is no answer. */
  answer: OnDemandAnswer | null
  /** What is wrong with the body, or was passed over in it: sentences for people, without anything of the body. */
  notes: string[]
}

/** Seconds of a cycle. What lies outside the range is moved into it where the answer is applied (`answerCycleSeconds`). */
const interval = z.number().positive()

const intervalNames = { mp4: 'Mp4', flv: 'Flv', m3u8: 'M3U8' } as const
const formatsSchema = z.array(z.string().transform((format) => format.trim().toLowerCase())).max(16)

/** Fields that are not known may come: the vendor's own answers carry more (`ApiVersion`). */
const bodySchema = z.object({
  NeedRecord: z.boolean(),
  Interval: z.unknown().optional(),
  Format: z.unknown().optional(),
})

const intervalsSchema = z.record(z.string(), z.unknown())

const readIntervals = (value: unknown, notes: string[]): OnDemandAnswer['interval'] => {
  const found: OnDemandAnswer['interval'] = {}
  if (value === undefined || value === null) return found
  const fields = intervalsSchema.safeParse(value)
  if (!fields.success) {
    notes.push("Interval is not an object; the template's is used")
    return found
  }
  for (const [format, name] of Object.entries(intervalNames) as ['mp4', 'Mp4'][]) {
    const given = fields.data[name]
    if (given === undefined || given === null) continue
    const seconds = interval.safeParse(given)
    if (seconds.success) found[format] = seconds.data
    else notes.push(`Interval.${name} is no number of seconds above 0; the template's is used`)
  }
  return found
}

const readFormats = (value: unknown, notes: string[]): OnDemandAnswer['formats'] => {
  if (value === undefined || value === null) return null
  const formats = formatsSchema.safeParse(value)
  if (formats.success) return formats.data
  notes.push("Format is no list of names; the template's formats are used")
  return null
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads the body of an answer. Only NeedRecord decides whether it is one: who asks for a recording gets it, also when the
 * wish for a cycle or for formats cannot be understood, since what is not recorded is lost.
 * @param text the body, already cut off at `onDemandLimits.maxAnswerChars`
 */
export const parseAnswer = (text: string): ParsedAnswer => {
  const json = parseJson(text)
  if (json === undefined) return { answer: null, notes: ['the answer is not JSON'] }
  const body = bodySchema.safeParse(json)
  if (!body.success)
    return { answer: null, notes: ['the answer has no NeedRecord that is a boolean'] }
  const notes: string[] = []
  const answer = {
    needRecord: body.data.NeedRecord,
    interval: readIntervals(body.data.Interval, notes),
    formats: readFormats(body.data.Format, notes),
  }
  return { answer, notes }
}
